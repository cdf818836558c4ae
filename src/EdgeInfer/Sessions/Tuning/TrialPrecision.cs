using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>How much of a difference from the reference is rounding.</summary>
internal enum TrialPrecision
{
    /// <summary>1e-4: <see cref="ProviderPolicy.Accuracy"/> admits no reduced precision.</summary>
    Exact,

    /// <summary>1e-3.</summary>
    Float32,

    /// <summary>1e-2.</summary>
    Float16,

    /// <summary>One value in a hundred may differ by more than 5e-2: a value that rounds to the other side moves whatever depends on it by a whole step.</summary>
    Int8,
}
