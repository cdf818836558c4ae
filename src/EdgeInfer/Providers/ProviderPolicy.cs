namespace EdgeInfer.Providers;

/// <summary>What a model is to be run for; decides the order in which <c>auto</c> tries providers, and how the CPU's threads behave.</summary>
public enum ProviderPolicy
{
    /// <summary>The default: the fastest single call that leaves the processor to others once it is over.</summary>
    Balanced,

    /// <summary>The fastest single call, whatever it costs: the CPU's threads spin while they wait for work.</summary>
    Latency,

    /// <summary>Most calls a second from several callers.</summary>
    Throughput,

    /// <summary>Least energy and memory for a call.</summary>
    Efficiency,

    /// <summary>The numbers the model was trained to give: no provider or option that computes in less precision than the model asks for.</summary>
    Accuracy,
}
