using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>How an <see cref="OcrReader"/>'s models are loaded and what it reads.</summary>
public sealed record OcrReaderOptions
{
    /// <summary>The registry's provider, the manifests that are found, PaddleOCR's thresholds.</summary>
    public static OcrReaderOptions Default { get; } = new();

    /// <summary>Provider, threads and the like, for all models; default the registry's choice.</summary>
    public ModelSessionOptions Session { get; init; } = ModelSessionOptions.Default;

    /// <summary>What calls without options of their own read; default <see cref="TextReadOptions.Default"/>.</summary>
    public TextReadOptions Reading { get; init; } = TextReadOptions.Default;

    /// <summary>
    /// A text file with the recogniser's characters, one a line in the model's order, without the blank; default null: the recogniser's
    /// manifest, else its metadata (<c>character</c>, as RapidOCR's exports have it).
    /// </summary>
    public string? Dictionary { get; init; }

    /// <summary>How to feed the detector; default null: found as for every model.</summary>
    public ModelManifest? DetectorManifest { get; init; }

    /// <summary>How to feed the line classifier; default null: found as for every model.</summary>
    public ModelManifest? OrientationManifest { get; init; }

    /// <summary>How to feed the recogniser; default null: found as for every model.</summary>
    public ModelManifest? RecognizerManifest { get; init; }

    /// <summary>
    /// Pixels, at least 32: a picture whose longer side exceeds them is shrunk for the detector; default null: the manifest's, mostly 960. More
    /// finds smaller text on large pictures and takes longer. Lines are read in the picture's own resolution either way.
    /// </summary>
    public int? MaxSide { get; init; }

    /// <summary>A pixel of the detector's map is text above this, 0 … 1; default 0.3.</summary>
    public float PixelThreshold { get; init; } = 0.3f;

    /// <summary>A box whose mean on the map is below this is dropped, 0 … 1; default 0.6.</summary>
    public float BoxThreshold { get; init; } = 0.6f;

    /// <summary>How much boxes grow: detectors find the core of a line. Times area over perimeter, 0 … 10; default 1.5.</summary>
    public float Growth { get; init; } = 1.5f;

    /// <summary>The line classifier must be surer than this for a line to be turned upside down, 0 … 1; default 0.9.</summary>
    public float TurnThreshold { get; init; } = 0.9f;

    /// <summary>Most boxes looked at in a picture, at least 1; default 1000.</summary>
    public int MaxLines { get; init; } = 1000;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Session);
        ArgumentNullException.ThrowIfNull(Reading);
        Reading.Validate();
        RequireUnit(PixelThreshold, nameof(PixelThreshold));
        RequireUnit(BoxThreshold, nameof(BoxThreshold));
        RequireUnit(TurnThreshold, nameof(TurnThreshold));
        if (!(Growth is >= 0 and <= 10)) throw new ArgumentOutOfRangeException(nameof(Growth), Growth, "A number from 0 to 10.");
        if (MaxSide is < 32 or > 65_536) throw new ArgumentOutOfRangeException(nameof(MaxSide), MaxSide, "Pixels from 32 to 65536, or null.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLines, 1);

        static void RequireUnit(float value, string name)
        {
            if (!(value is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, value, "A number from 0 to 1.");
        }
    }
}
