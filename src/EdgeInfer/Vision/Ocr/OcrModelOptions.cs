namespace EdgeInfer.Vision;

/// <summary>How one of an <see cref="OcrReader"/>'s models is loaded.</summary>
internal sealed record OcrModelOptions : VisionTaskOptions;
