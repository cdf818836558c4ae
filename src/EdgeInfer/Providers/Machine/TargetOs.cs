namespace EdgeInfer.Providers;

/// <summary>Operating systems that execution providers tell apart.</summary>
internal enum TargetOs
{
    Linux,
    Windows,
    MacOs,
    Android,
    Ios,
    Other,
}
