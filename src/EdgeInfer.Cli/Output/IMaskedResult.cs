using EdgeInfer.Imaging;

namespace EdgeInfer.Cli.Output;

/// <summary>A result that knows the class of every pixel.</summary>
internal interface IMaskedResult
{
    /// <summary>Grey, one byte a pixel: its class.</summary>
    ImageView Mask { get; }
}
