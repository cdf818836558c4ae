namespace EdgeInfer.Cli.Output;

/// <summary>One picture's line in the output.</summary>
internal sealed record PictureReport(string Image, int Width, int Height, TimeSpan Decode, IPictureResult Result, string? AnnotatedPath, string? MaskPath = null);
