namespace EdgeInfer.Sessions;

/// <summary>Why another provider runs a model.</summary>
public enum ProviderChangeCause
{
    /// <summary>The one before failed while running; the call was made again on this one.</summary>
    Failure,

    /// <summary>The one before was a stopgap while this one was being prepared.</summary>
    Upgrade,
}
