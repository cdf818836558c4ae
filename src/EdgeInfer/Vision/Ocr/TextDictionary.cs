using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>What each class of a recogniser writes. Class 0 is the blank, which writes nothing.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class TextDictionary
{
    /// <summary>CTC's blank; PaddleOCR puts it first.</summary>
    public const int Blank = 0;

    /// <summary>Well beyond any dictionary; larger files are something else.</summary>
    private const long MaxBytes = 4 << 20;

    private readonly string[] _symbols;

    private TextDictionary(string[] symbols) => _symbols = symbols;

    /// <summary>One entry a class; empty for the blank.</summary>
    public IReadOnlyList<string> Symbols => _symbols;

    public string this[int classId] => _symbols[classId];

    /// <param name="model">The recogniser.</param>
    /// <param name="file">A text file with one entry a line that takes the place of what the model or its manifest says; null for none.</param>
    /// <param name="classes">What the model tells apart, the blank included.</param>
    /// <exception cref="ModelMismatchException">There is no dictionary, or it has another length.</exception>
    /// <exception cref="ManifestException">The file cannot be read.</exception>
    public static TextDictionary For(VisionModel model, string? file, long classes)
    {
        (IReadOnlyList<string> entries, string origin) = file is not null ? (ReadFile(file), file)
            : model.Manifest.Labels.Count > 0 ? (model.Manifest.Labels, model.Resolved.Origin)
            : PaddleOcrFamily.Dictionary(model.Session) is { } inside ? (inside, $"the metadata of {model.Session.Name}")
            : throw new ModelMismatchException(
                $"{model.Session.Name} tells {classes} characters apart, but nothing says which: it has no dictionary in its metadata or manifest; give the dictionary it was trained with (OcrReaderOptions.Dictionary, on the command line --dict FILE).", model.Session.Name);

        // The blank comes first; PaddleOCR mostly appends a space to what the file has.
        long surplus = classes - entries.Count;
        if (surplus is not (1 or 2))
        {
            throw new ModelMismatchException(
                $"{origin} has {entries.Count} dictionary entries, but {model.Session.Name} has {classes} classes: expected {classes - 2} or {classes - 1} (a blank comes first, a space may be appended); give the dictionary it was trained with.", model.Session.Name);
        }

        return new TextDictionary(surplus == 2 ? ["", .. entries, " "] : ["", .. entries]);
    }

    private static string[] ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) throw new ManifestException($"{path}: no such dictionary file; check the path.", path);
            if (file.Length > MaxBytes) throw new ManifestException($"{path}: {file.Length} bytes is too large for a dictionary (at most {MaxBytes}); is this the model?", path);
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"{path}: the dictionary cannot be read ({e.Message}); check its permissions.", path, e);
        }
    }
}
