namespace EdgeInfer.Providers;

/// <summary>How long a provider compiles a model, as an order of magnitude, where no cache has it.</summary>
public enum CompileCost
{
    /// <summary>Kernels are ready-made.</summary>
    None,

    /// <summary>Up to tens of seconds.</summary>
    Seconds,

    /// <summary>Minutes, for large models more.</summary>
    Minutes,
}
