using EdgeInfer.Models;

namespace EdgeInfer.Vision;

public sealed partial class OcrReader
{
    /// <summary>Loads a detector and a recogniser.</summary>
    /// <param name="detector">An ONNX or ORT-format file.</param>
    /// <param name="recognizer">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="OcrReaderOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">A file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed a model, what does is not valid, or the dictionary cannot be read.</exception>
    /// <exception cref="ModelMismatchException">A manifest contradicts its model, a model does something else, or the dictionary has another length.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or the constraint cannot be met by the dictionary.</exception>
    public static OcrReader Load(string detector, string recognizer, OcrReaderOptions? options = null) => Load(detector, recognizer, orientation: null, options);

    /// <summary>Loads a detector, a recogniser and a classifier of lines that are upside down.</summary>
    /// <param name="detector">An ONNX or ORT-format file.</param>
    /// <param name="recognizer">An ONNX or ORT-format file.</param>
    /// <param name="orientation">An ONNX or ORT-format file; null for none.</param>
    /// <param name="options">Null means <see cref="OcrReaderOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, string, OcrReaderOptions?)" path="/exception"/>
    public static OcrReader Load(string detector, string recognizer, string? orientation, OcrReaderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(detector);
        ArgumentException.ThrowIfNullOrEmpty(recognizer);
        return Load(
            model => VisionModel.Load(detector, model, ModelTask.TextDetect),
            model => VisionModel.Load(recognizer, model, ModelTask.TextRecognize),
            orientation is null ? null : model => VisionModel.Load(orientation, model, ModelTask.TextOrientation),
            options);
    }

    /// <summary>Loads a detector and a recogniser held in memory.</summary>
    /// <param name="detector">The whole file.</param>
    /// <param name="recognizer">The whole file.</param>
    /// <param name="options">Null means <see cref="OcrReaderOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, string, OcrReaderOptions?)" path="/exception"/>
    public static OcrReader Load(byte[] detector, byte[] recognizer, OcrReaderOptions? options = null) => Load(detector, recognizer, orientation: null, options);

    /// <summary>Loads a detector, a recogniser and a classifier of lines that are upside down, held in memory.</summary>
    /// <param name="detector">The whole file.</param>
    /// <param name="recognizer">The whole file.</param>
    /// <param name="orientation">The whole file; null for none.</param>
    /// <param name="options">Null means <see cref="OcrReaderOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, string, OcrReaderOptions?)" path="/exception"/>
    public static OcrReader Load(byte[] detector, byte[] recognizer, byte[]? orientation, OcrReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(recognizer);
        return Load(
            model => VisionModel.Load(detector, "text detector", model, ModelTask.TextDetect),
            model => VisionModel.Load(recognizer, "text recogniser", model, ModelTask.TextRecognize),
            orientation is null ? null : model => VisionModel.Load(orientation, "line classifier", model, ModelTask.TextOrientation),
            options);
    }

    /// <summary>Loads a detector, a recogniser and a classifier of lines that are upside down, wherever each of them lies.</summary>
    /// <param name="detector">Its manifest counts where the options have none.</param>
    /// <param name="recognizer">Its manifest counts where the options have none.</param>
    /// <param name="orientation">Its manifest counts where the options have none; null for no classifier.</param>
    /// <param name="options">Null means <see cref="OcrReaderOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, string, OcrReaderOptions?)" path="/exception"/>
    public static OcrReader Load(ModelFile detector, ModelFile recognizer, ModelFile? orientation = null, OcrReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(recognizer);
        return Load(
            model => VisionModel.Load(detector, model, ModelTask.TextDetect),
            model => VisionModel.Load(recognizer, model, ModelTask.TextRecognize),
            orientation is null ? null : model => VisionModel.Load(orientation, model, ModelTask.TextOrientation),
            options);
    }

    private static OcrReader Load(
        Func<OcrModelOptions, VisionModel> detector, Func<OcrModelOptions, VisionModel> recognizer, Func<OcrModelOptions, VisionModel>? orientation,
        OcrReaderOptions? options)
    {
        (options ??= OcrReaderOptions.Default).Validate();
        List<IDisposable> loaded = [];
        try
        {
            var detection = new TextDetectionStage(Keep(detector, options.DetectorManifest), options);
            TextOrientationStage? direction = orientation is null ? null : new TextOrientationStage(Keep(orientation, options.OrientationManifest), options);
            var recognition = new TextRecognitionStage(Keep(recognizer, options.RecognizerManifest), options);
            return new OcrReader(detection, direction, recognition, options.Reading);
        }
        catch
        {
            loaded.ForEach(static model => model.Dispose());
            throw;
        }

        VisionModel Keep(Func<OcrModelOptions, VisionModel> load, ModelManifest? manifest)
        {
            VisionModel model = load(new OcrModelOptions { Session = options.Session, Manifest = manifest });
            loaded.Add(model);
            return model;
        }
    }
}
