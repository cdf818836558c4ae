using EdgeInfer.Vision;

namespace EdgeInfer.Models;

/// <summary>The models that belong to EdgeInfer, and the tasks they serve: one line, no file, no manifest.</summary>
/// <remarks>Thread-safe.</remarks>
public static class DefaultModels
{
    // None of these models tells lines that are upside down.
    private const float RereadBelow = 0.9f;

    private static readonly EmbeddedModel[] Known = [new("codes"), new("text-det"), new("text-rec")];

    /// <summary>Finds QR, Data Matrix, Aztec, PDF417 and linear bar codes; what it tells apart is in its manifest's labels.</summary>
    public static EmbeddedModel Codes => Known[0];

    /// <summary>Finds lines of text.</summary>
    public static EmbeddedModel TextDetector => Known[1];

    /// <summary>Reads lines of text; the characters it knows are its manifest's labels.</summary>
    public static EmbeddedModel TextRecognizer => Known[2];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EmbeddedModel> All { get; } = Array.AsReadOnly(Known);

    /// <summary>Loads <see cref="Codes"/>.</summary>
    /// <param name="options">Null means <see cref="ObjectDetectorOptions.Default"/>; a manifest in them takes the place of the model's own.</param>
    /// <returns>The detector; to be disposed.</returns>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ObjectDetector LoadCodeDetector(ObjectDetectorOptions? options = null) => ObjectDetector.Load(Codes.File, options);

    /// <summary>Loads <see cref="TextDetector"/> and <see cref="TextRecognizer"/>.</summary>
    /// <param name="options">
    /// Null means <see cref="OcrReaderOptions.Default"/>, but with 0.9 for <see cref="TextReadOptions.RereadBelow"/>, so that lines that are upside
    /// down are read as well; manifests in them take the place of the models' own.
    /// </param>
    /// <returns>The reader; to be disposed.</returns>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or the constraint cannot be met by what the model can write.</exception>
    public static OcrReader LoadOcrReader(OcrReaderOptions? options = null) =>
        OcrReader.Load(TextDetector.File, TextRecognizer.File, options: options ?? OcrReaderOptions.Default with { Reading = TextReadOptions.Default with { RereadBelow = RereadBelow } });
}
