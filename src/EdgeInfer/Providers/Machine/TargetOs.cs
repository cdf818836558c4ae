namespace EdgeInfer.Providers;

/// <summary>Operating systems that execution providers tell apart.</summary>
public enum TargetOs
{
    /// <summary>Linux, but Android.</summary>
    Linux,

    /// <summary>Windows.</summary>
    Windows,

    /// <summary>macOS.</summary>
    MacOs,

    /// <summary>Android.</summary>
    Android,

    /// <summary>iOS and iPadOS.</summary>
    Ios,

    /// <summary>Any other.</summary>
    Other,
}
