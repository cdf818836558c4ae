using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>The recogniser: cut-out lines to texts. CTC over steps along the line.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TextRecognitionStage : IDisposable
{
    /// <summary>PaddleOCR never feeds anything narrower: lines that are get padding on the right. Models whose manifest has a step have none.</summary>
    private const int NarrowestInput = 320;

    /// <summary>Longer lines are squeezed: a recogniser's time and memory grow with the width, at worst with its square.</summary>
    private const int WidestInput = 3200;

    private readonly VisionModel _model;
    private readonly CtcScale _scale;

    /// <exception cref="ModelMismatchException">The model gives no steps of classes, or the dictionary does not fit.</exception>
    /// <exception cref="ManifestException">The dictionary cannot be read.</exception>
    public TextRecognitionStage(VisionModel model, OcrReaderOptions options)
    {
        _model = model;
        _scale = model.Manifest.Softmax ?? model.LastOperator is not (null or "Softmax") ? CtcScale.Logits : CtcScale.Probabilities;
        ModelSession session = model.Session;
        if (session.Outputs is not [{ IsTensor: true, ElementType: TensorElementType.Float32 or TensorElementType.Float16, Dimensions: [_, _, var classes] }])
        {
            throw new ModelMismatchException(
                $"{session.Name}: a recogniser of text gives the characters' probabilities along the line, float32 [batch, steps, classes]; its outputs are {string.Join("; ", session.Outputs)}; use a CTC model, such as PP-OCR's.", session.Name);
        }

        if (model.Manifest.Input.Resize != ResizeMode.FitHeight)
            throw new ModelMismatchException($"{model.Resolved.Origin}: a recogniser's input.resize is \"fitHeight\", so that characters keep their shape; found \"{model.Manifest.Input.Resize}\".", session.Name);
        Dictionary = TextDictionary.For(model, options.Dictionary, classes > 0 ? classes : CountClasses());
    }

    public VisionModel Model => _model;

    public TextDictionary Dictionary { get; }

    /// <summary>Width of the input that a line of this size needs, in pixels.</summary>
    public int InputWidthFor(int width, int height)
    {
        if (_model.Preprocessor.InputWidth is { } fixedWidth) return fixedWidth;
        double proportional = (double)_model.Preprocessor.InputHeight!.Value * width / height;
        if (_model.Manifest.Input.WidthStep is not { } step) return Math.Clamp((int)proportional, NarrowestInput, WidestInput);
        double steps = Math.Ceiling(Math.Min(proportional, WidestInput) / step);
        return Math.Max(1, (int)steps) * step;
    }

    /// <summary>Reads lines; those of one call share an input as wide as the widest needs.</summary>
    public void Run(in LineCrops crops, Span<FoundLine> lines, TextReadOptions options, ref OcrClock clock, CancellationToken cancellationToken)
    {
        int inputWidth = 0;
        foreach (ref readonly FoundLine line in lines) inputWidth = Math.Max(inputWidth, line.InputWidth);
        using IoBinding io = _model.Session.Rent();
        for (int i = 0; i < lines.Length; i++)
        {
            ImageView crop = crops[i];
            ResizePlan plan = Plan(crop.Width, crop.Height, inputWidth);
            _model.Preprocessor.Write(crop, in plan, io, i, lines.Length);
        }

        clock.Preprocessed();
        _model.Run(io, cancellationToken);
        clock.Inferred();
        for (int i = 0; i < lines.Length; i++)
        {
            using var outputs = new ModelOutputs(_model.Session, io, i, lines.Length);
            int classes = Dictionary.Symbols.Count;
            ReadOnlySpan<long> shape = outputs.Shape(0);
            if (shape.Length != 3 || shape[2] != classes)
            {
                throw new ModelMismatchException(
                    $"{_model.Session.Name} gave [{string.Join(',', shape.ToArray())}] for {lines.Length} lines, with a dictionary for {classes} classes expected is [{lines.Length}, steps, {classes}].", _model.Session.Name);
            }

            ref FoundLine line = ref lines[i];
            int resizedWidth = Plan(line.Place.CropWidth, line.Place.CropHeight, inputWidth).ResizedWidth;
            LineDecoder.Read(outputs.Floats(0), _scale, Dictionary, options, (double)inputWidth / resizedWidth, ref line);
        }

        clock.Postprocessed();
    }

    public void Dispose() => _model.Dispose();

    private ResizePlan Plan(int width, int height, int inputWidth) => ResizePlan.FitHeight(width, height, inputWidth, _model.Preprocessor.InputHeight!.Value);

    /// <summary>Where the signature leaves the number of classes free, one run tells.</summary>
    private long CountClasses()
    {
        using var blank = new ImageBuffer(NarrowestInput, _model.Preprocessor.InputHeight!.Value, PixelFormat.Rgb24);
        blank.Pixels.Fill(byte.MaxValue);
        using IoBinding io = _model.Session.Rent();
        ResizePlan plan = Plan(blank.Width, blank.Height, InputWidthFor(blank.Width, blank.Height));
        _model.Preprocessor.Write(blank, in plan, io, slot: 0, slots: 1);
        _model.Run(io, CancellationToken.None);
        ReadOnlySpan<long> shape = io.Output().Shape;
        return shape.Length == 3 ? shape[2] : throw new ModelMismatchException($"{_model.Session.Name} gave [{string.Join(',', shape.ToArray())}], a recogniser of text gives [1, steps, classes].", _model.Session.Name);
    }
}
