namespace EdgeInfer.Providers;

/// <summary>What Core ML may run a model on.</summary>
public enum CoreMlUnits
{
    /// <summary>Whatever it likes.</summary>
    All,

    /// <summary>The processor: float32 stays float32.</summary>
    CpuOnly,

    /// <summary>Processor and GPU.</summary>
    CpuAndGpu,

    /// <summary>Processor and Neural Engine.</summary>
    CpuAndNeuralEngine,
}

/// <summary>What Core ML makes of a model.</summary>
public enum CoreMlFormat
{
    /// <summary>The older one: macOS 10.15, iOS 13 and later.</summary>
    NeuralNetwork,

    /// <summary>The newer one: macOS 12, iOS 15 and later.</summary>
    MlProgram,
}
