using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Another provider runs the model from now on.</summary>
/// <param name="from">What ran it until now.</param>
/// <param name="to">What runs it now.</param>
/// <param name="cause">What made the change.</param>
/// <param name="reason">The same in words: what the failed provider reported, or how the faster one compared.</param>
public sealed class ProviderChangedEventArgs(ProviderChoice from, ProviderChoice to, ProviderChangeCause cause, string reason) : EventArgs
{
    /// <summary>What ran the model until now.</summary>
    public ProviderChoice From { get; } = from;

    /// <summary>What runs it now.</summary>
    public ProviderChoice To { get; } = to;

    /// <summary>What made the change.</summary>
    public ProviderChangeCause Cause { get; } = cause;

    /// <summary>The same in words: what the failed provider reported, or how the better one compared.</summary>
    public string Reason { get; } = reason;
}
