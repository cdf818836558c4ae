using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>The line classifier: which cut-out lines are upside down.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TextOrientationStage : IDisposable
{
    private readonly VisionModel _model;
    private readonly float _threshold;

    /// <exception cref="ModelMismatchException">The model does not tell two directions apart.</exception>
    public TextOrientationStage(VisionModel model, OcrReaderOptions options)
    {
        _model = model;
        _threshold = options.TurnThreshold;
        ModelSession session = model.Session;
        if (session.Outputs is not [{ IsTensor: true, ElementType: TensorElementType.Float32 or TensorElementType.Float16, Dimensions: [_, 2 or < 0] }])
        {
            throw new ModelMismatchException(
                $"{session.Name}: a line classifier gives two probabilities, upright and upside down, float32 [batch, 2]; its outputs are {string.Join("; ", session.Outputs)}; use a model such as PP-OCR's.", session.Name);
        }

        if (model.Preprocessor.InputWidth is null)
            throw new ModelMismatchException($"{model.Resolved.Origin}: the width of a line classifier's input is free in {session.Name}; set input.width.", session.Name);
    }

    public VisionModel Model => _model;

    /// <summary>Marks the lines that are upside down.</summary>
    public void Run(in LineCrops crops, Span<FoundLine> lines, ref OcrClock clock, CancellationToken cancellationToken)
    {
        using IoBinding io = _model.Session.Rent();
        for (int i = 0; i < lines.Length; i++) _model.Preprocessor.Write(crops[i], io, i, lines.Length);
        clock.Preprocessed();
        _model.Run(io, cancellationToken);
        clock.Inferred();
        for (int i = 0; i < lines.Length; i++)
        {
            using var outputs = new ModelOutputs(_model.Session, io, i, lines.Length);
            ReadOnlySpan<float> probabilities = outputs.Floats(0);
            if (probabilities.Length != 2)
                throw new ModelMismatchException($"{_model.Session.Name} gave {probabilities.Length} numbers for a line; a line classifier gives 2.", _model.Session.Name);
            lines[i].UpsideDown = probabilities[1] > _threshold;
        }

        clock.Postprocessed();
    }

    public void Dispose() => _model.Dispose();
}
