using System.Buffers;
using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Reads text in pictures: where its lines are, which way they run, what they say.</summary>
/// <remarks>
/// Two models or three: a detector (DB), a recogniser (CTC), and on request a classifier that finds lines that are upside down;
/// PP-OCR's exports, v2 to v6, work without a manifest. Thread-safe: any number of callers share one reader. Dispose when no
/// call is running.
/// </remarks>
public sealed partial class OcrReader : IDisposable
{
    private readonly TextDetectionStage _detection;
    private readonly TextOrientationStage? _orientation;
    private readonly TextRecognitionStage _recognition;
    private readonly LineReader _lines;
    private readonly TextReadOptions _reading;

    private OcrReader(TextDetectionStage detection, TextOrientationStage? orientation, TextRecognitionStage recognition, TextReadOptions reading)
    {
        (_detection, _orientation, _recognition, _reading) = (detection, orientation, recognition, reading);
        // A constraint that the dictionary cannot meet is an error now, not with the first picture.
        reading.Constraint?.For(recognition.Dictionary);
        _lines = new LineReader(orientation, recognition);
    }

    /// <summary>The loaded detector: its provider, inputs and outputs.</summary>
    public ModelSession Detector => _detection.Model.Session;

    /// <summary>How the detector is fed, and where that was found.</summary>
    public ResolvedManifest DetectorManifest => _detection.Model.Resolved;

    /// <summary>The loaded line classifier; null where there is none.</summary>
    public ModelSession? Orientation => _orientation?.Model.Session;

    /// <summary>How the line classifier is fed, and where that was found; null where there is none.</summary>
    public ResolvedManifest? OrientationManifest => _orientation?.Model.Resolved;

    /// <summary>The loaded recogniser: its provider, inputs and outputs.</summary>
    public ModelSession Recognizer => _recognition.Model.Session;

    /// <summary>How the recogniser is fed, and where that was found.</summary>
    public ResolvedManifest RecognizerManifest => _recognition.Model.Resolved;

    /// <summary>What the recogniser can write: one entry a class, the blank (empty) first.</summary>
    public IReadOnlyList<string> Alphabet => _recognition.Dictionary.Symbols;

    /// <summary>Reads a picture.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between stages and between the models' operators.</param>
    /// <returns>The lines in reading order; empty where there are none.</returns>
    /// <exception cref="ArgumentException">The picture is empty, or the region lies outside it.</exception>
    /// <exception cref="InferenceException">A provider failed.</exception>
    public OcrResult Read(ImageView image, CancellationToken cancellationToken = default) => Read(image, _reading, out _, cancellationToken);

    /// <inheritdoc cref="Read(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went, of all models together.</param>
    /// <param name="cancellationToken">Stops between stages and between the models' operators.</param>
    public OcrResult Read(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default) => Read(image, _reading, out timings, cancellationToken);

    /// <inheritdoc cref="Read(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="options">What to read, in place of <see cref="OcrReaderOptions.Reading"/>.</param>
    /// <param name="cancellationToken">Stops between stages and between the models' operators.</param>
    public OcrResult Read(ImageView image, TextReadOptions options, CancellationToken cancellationToken = default) => Read(image, options, out _, cancellationToken);

    /// <inheritdoc cref="Read(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="options">What to read, in place of <see cref="OcrReaderOptions.Reading"/>.</param>
    /// <param name="timings">Receives where the time went, of all models together.</param>
    /// <param name="cancellationToken">Stops between stages and between the models' operators.</param>
    public OcrResult Read(ImageView image, TextReadOptions options, out StageTimings timings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var clock = new OcrClock();
        using OcrPicture picture = OcrPicture.Of(image, options.Region);
        int found = _detection.Find(picture.View, out FoundLine[] lines, ref clock, cancellationToken);
        try
        {
            _lines.Read(picture.View, lines.AsSpan(0, found), options, ref clock, cancellationToken);
            OcrResult result = OcrResult.From(lines.AsSpan(0, found), options.MinScore, picture.Left, picture.Top);
            clock.Postprocessed();
            timings = clock.ToTimings();
            return result;
        }
        finally
        {
            ArrayPool<FoundLine>.Shared.Return(lines, clearArray: true);
        }
    }

    /// <summary>Reads a picture that is one line of text and nothing else, whatever its score: the detector is not asked.</summary>
    /// <param name="image">Any size, stride and pixel format; at least 1.5 times as high as wide, it counts as a line that runs down.</param>
    /// <param name="cancellationToken">Stops between stages and between the models' operators.</param>
    /// <returns>The line; its text is empty where nothing is read.</returns>
    /// <exception cref="ArgumentException">The picture is empty, or the region lies outside it.</exception>
    /// <exception cref="InferenceException">A provider failed.</exception>
    public TextLine ReadLine(ImageView image, CancellationToken cancellationToken = default) => ReadLine(image, _reading, cancellationToken);

    /// <inheritdoc cref="ReadLine(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format; at least 1.5 times as high as wide, it counts as a line that runs down.</param>
    /// <param name="options">What to read, in place of <see cref="OcrReaderOptions.Reading"/>; its lowest score does not count.</param>
    /// <param name="cancellationToken">Stops between stages and between the models' operators.</param>
    public TextLine ReadLine(ImageView image, TextReadOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var clock = new OcrClock();
        using OcrPicture picture = OcrPicture.Of(image, options.Region);
        FoundLine[] line = [new() { Place = TextPlace.Whole(picture.View.Width, picture.View.Height), DetectionScore = 1 }];
        _lines.Read(picture.View, line, options with { MinScore = 0 }, ref clock, cancellationToken);
        return line[0].ToResult(picture.Left, picture.Top);
    }

    /// <summary>Reads many pictures, one after the other; the lines of each go through the models several at a time.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the models' operators.</param>
    /// <returns>One result a picture, in the order given.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">A provider failed.</exception>
    public IReadOnlyList<OcrResult> Read(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i] is null) throw new ArgumentException($"Picture {i} is null.", nameof(images));
        }

        var results = new OcrResult[images.Count];
        for (int i = 0; i < results.Length; i++) results[i] = Read(images[i], _reading, out _, cancellationToken);
        return results;
    }

    /// <summary>Reads a picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between stages and between the models' operators.</param>
    /// <returns>The lines in reading order; empty where there are none.</returns>
    /// <exception cref="InferenceException">A provider failed.</exception>
    public Task<OcrResult> ReadAsync(ImageBuffer image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Read(image, _reading, out _, cancellationToken), cancellationToken);
    }

    /// <summary>Reads many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Read(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<OcrResult>> ReadAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Task.Run(() => Read(images, cancellationToken), cancellationToken);
    }

    /// <summary>Unloads the models.</summary>
    public void Dispose()
    {
        _detection.Dispose();
        _orientation?.Dispose();
        _recognition.Dispose();
    }
}
