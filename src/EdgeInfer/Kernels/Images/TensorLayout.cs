namespace EdgeInfer.Kernels;

/// <summary>Order of a picture tensor's axes.</summary>
public enum TensorLayout
{
    /// <summary>Batch, channel, row, column: planes one after the other (PyTorch, most ONNX files).</summary>
    Nchw,

    /// <summary>Batch, row, column, channel: channels interleaved (TensorFlow, LiteRT).</summary>
    Nhwc,
}
