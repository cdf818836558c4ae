namespace EdgeInfer.Sessions;

/// <summary>How far ONNX Runtime rewrites a model's graph before it runs it.</summary>
public enum GraphOptimization
{
    /// <summary>Folded constants and removed nodes.</summary>
    Basic,

    /// <summary>Basic, and fusions that depend on the provider.</summary>
    Extended,

    /// <summary>Extended, and changed memory layouts: ONNX Runtime's default.</summary>
    All,
}
