using System.Text.Json.Serialization;
using EdgeInfer.Kernels;

namespace EdgeInfer.Models;

/// <summary>
/// A manifest as it stands in JSON: what is not written is null. <see cref="ModelManifest"/> cannot be read directly,
/// because the serialiser's source generator gives properties that are left out their type's zero instead of the default
/// declared for them.
/// </summary>
internal sealed class ManifestDocument
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; set; }

    public string? Name { get; set; }

    public ModelTask? Task { get; set; }

    public DecoderFamily? Decoder { get; set; }

    public InputDocument? Input { get; set; }

    public OutputsDocument? Outputs { get; set; }

    public string[]? Labels { get; set; }

    public string? LabelsFile { get; set; }

    public string? LabelSet { get; set; }

    public bool? Softmax { get; set; }

    public bool? MultiLabel { get; set; }

    public float? Confidence { get; set; }

    public float? Iou { get; set; }

    public bool? ClassAgnosticNms { get; set; }

    public float[]? Anchors { get; set; }

    public float? MaskThreshold { get; set; }

    public bool? Sigmoid { get; set; }

    public string[]? Keypoints { get; set; }

    public float[]? OutputRange { get; set; }

    public bool? Normalize { get; set; }

    public float? Similarity { get; set; }

    public LandmarkRange? LandmarkRange { get; set; }

    public float? CropScale { get; set; }

    public string? License { get; set; }

    public string? Source { get; set; }

    public string? Sha256 { get; set; }

    public ModelManifest ToManifest()
    {
        var defaults = new ModelManifest();
        return new ModelManifest
        {
            Name = Name,
            Task = Task ?? defaults.Task,
            Decoder = Decoder ?? defaults.Decoder,
            Input = Input?.ToSpec() ?? defaults.Input,
            Outputs = Outputs is null ? defaults.Outputs : new DetectionOutputs { Scores = Outputs.Scores, Boxes = Outputs.Boxes, Classes = Outputs.Classes, Embedding = Outputs.Embedding },
            Labels = Labels ?? defaults.Labels,
            LabelsFile = LabelsFile,
            LabelSet = LabelSet,
            Softmax = Softmax,
            MultiLabel = MultiLabel,
            Confidence = Confidence ?? defaults.Confidence,
            Iou = Iou ?? defaults.Iou,
            ClassAgnosticNms = ClassAgnosticNms ?? defaults.ClassAgnosticNms,
            Anchors = Anchors ?? defaults.Anchors,
            MaskThreshold = MaskThreshold ?? defaults.MaskThreshold,
            Sigmoid = Sigmoid ?? defaults.Sigmoid,
            Keypoints = Keypoints ?? defaults.Keypoints,
            OutputRange = OutputRange ?? defaults.OutputRange,
            Normalize = Normalize ?? defaults.Normalize,
            Similarity = Similarity,
            LandmarkRange = LandmarkRange ?? defaults.LandmarkRange,
            CropScale = CropScale ?? defaults.CropScale,
            License = License,
            Source = Source,
            Sha256 = Sha256,
        };
    }

    /// <summary>The document that says the same; what equals the default is left out.</summary>
    public static ManifestDocument From(ModelManifest manifest)
    {
        var defaults = new ModelManifest();
        return new ManifestDocument
        {
            Name = manifest.Name,
            Task = Unless(manifest.Task, defaults.Task),
            Decoder = Unless(manifest.Decoder, defaults.Decoder),
            Input = InputDocument.From(manifest.Input),
            Outputs = manifest.Outputs == defaults.Outputs ? null : new OutputsDocument { Scores = manifest.Outputs.Scores, Boxes = manifest.Outputs.Boxes, Classes = manifest.Outputs.Classes, Embedding = manifest.Outputs.Embedding },
            Labels = manifest.Labels.Count == 0 ? null : [.. manifest.Labels],
            LabelsFile = manifest.LabelsFile,
            LabelSet = manifest.LabelSet,
            Softmax = manifest.Softmax,
            MultiLabel = manifest.MultiLabel,
            Confidence = Unless(manifest.Confidence, defaults.Confidence),
            Iou = Unless(manifest.Iou, defaults.Iou),
            ClassAgnosticNms = Unless(manifest.ClassAgnosticNms, defaults.ClassAgnosticNms),
            Anchors = manifest.Anchors.SequenceEqual(defaults.Anchors) ? null : [.. manifest.Anchors],
            MaskThreshold = Unless(manifest.MaskThreshold, defaults.MaskThreshold),
            Sigmoid = Unless(manifest.Sigmoid, defaults.Sigmoid),
            Keypoints = manifest.Keypoints.Count == 0 ? null : [.. manifest.Keypoints],
            OutputRange = manifest.OutputRange.Count == 0 ? null : [.. manifest.OutputRange],
            Normalize = Unless(manifest.Normalize, defaults.Normalize),
            Similarity = manifest.Similarity,
            LandmarkRange = Unless(manifest.LandmarkRange, defaults.LandmarkRange),
            CropScale = Unless(manifest.CropScale, defaults.CropScale),
            License = manifest.License,
            Source = manifest.Source,
            Sha256 = manifest.Sha256,
        };
    }

    internal static T? Unless<T>(T value, T usual) where T : struct => EqualityComparer<T>.Default.Equals(value, usual) ? null : value;

    internal sealed class OutputsDocument
    {
        public string? Scores { get; set; }

        public string? Boxes { get; set; }

        public string? Classes { get; set; }

        public string? Embedding { get; set; }
    }

    internal sealed class QuantizationDocument
    {
        public float? Scale { get; set; }

        public int? ZeroPoint { get; set; }
    }

    internal sealed class InputDocument
    {
        public string? Name { get; set; }

        public TensorLayout? Layout { get; set; }

        public ColorOrder? Color { get; set; }

        public int? Width { get; set; }

        public int? Height { get; set; }

        public ResizeMode? Resize { get; set; }

        public Interpolation? Interpolation { get; set; }

        public PadPosition? PadPosition { get; set; }

        public int[]? PadColor { get; set; }

        public int? ShortSide { get; set; }

        public int? MaxSide { get; set; }

        public int? MultipleOf { get; set; }

        public int? WidthStep { get; set; }

        public float? Scale { get; set; }

        public float[]? Mean { get; set; }

        public float[]? Std { get; set; }

        public QuantizationDocument? Quantization { get; set; }

        public StrokePolarity? Polarity { get; set; }

        public ImageInputSpec ToSpec()
        {
            var defaults = new ImageInputSpec();
            return new ImageInputSpec
            {
                Name = Name,
                Layout = Layout ?? defaults.Layout,
                Color = Color ?? defaults.Color,
                Width = Width,
                Height = Height,
                Resize = Resize ?? defaults.Resize,
                Interpolation = Interpolation ?? defaults.Interpolation,
                PadPosition = PadPosition ?? defaults.PadPosition,
                PadColor = PadColor ?? defaults.PadColor,
                ShortSide = ShortSide,
                MaxSide = MaxSide,
                MultipleOf = MultipleOf ?? defaults.MultipleOf,
                WidthStep = WidthStep,
                Scale = Scale ?? defaults.Scale,
                Mean = Mean ?? defaults.Mean,
                Std = Std ?? defaults.Std,
                Quantization = Quantization is null ? null : new TensorQuantization(Quantization.Scale ?? 1, Quantization.ZeroPoint ?? 0),
                Polarity = Polarity ?? defaults.Polarity,
            };
        }

        public static InputDocument From(ImageInputSpec spec)
        {
            var defaults = new ImageInputSpec();
            return new InputDocument
            {
                Name = spec.Name,
                // Always written: who reads a manifest wants to see them.
                Layout = spec.Layout,
                Color = spec.Color,
                Width = spec.Width,
                Height = spec.Height,
                Resize = spec.Resize,
                Interpolation = Unless(spec.Interpolation, defaults.Interpolation),
                PadPosition = Unless(spec.PadPosition, defaults.PadPosition),
                PadColor = spec.PadColor.SequenceEqual(defaults.PadColor) ? null : [.. spec.PadColor],
                ShortSide = spec.ShortSide,
                MaxSide = spec.MaxSide,
                MultipleOf = Unless(spec.MultipleOf, defaults.MultipleOf),
                WidthStep = spec.WidthStep,
                Scale = Unless(spec.Scale, defaults.Scale),
                Mean = spec.Mean.Count == 0 ? null : [.. spec.Mean],
                Std = spec.Std.Count == 0 ? null : [.. spec.Std],
                Quantization = spec.Quantization is null
                    ? null
                    : new QuantizationDocument { Scale = spec.Quantization.Scale, ZeroPoint = spec.Quantization.ZeroPoint },
                Polarity = Unless(spec.Polarity, defaults.Polarity),
            };
        }
    }
}
