namespace EdgeInfer.Providers;

/// <summary>How many inferences may run at once on a provider. Sessions keep to it; callers need not know.</summary>
public enum ProviderConcurrency
{
    /// <summary>Any number of threads, on one session or several.</summary>
    Free,

    /// <summary>One at a time in each session.</summary>
    OnePerSession,

    /// <summary>One at a time in the whole process.</summary>
    OnePerProcess,
}
