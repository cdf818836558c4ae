using EdgeInfer.Cli.Inputs;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>What <c>detect --coco</c> and <c>--yolo</c> leave behind: annotations that training and annotation tools read.</summary>
internal sealed class DetectionExport
{
    private readonly string? _cocoFile;
    private readonly string? _yoloFolder;
    private readonly CocoDataset _coco;
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null where neither is asked for: then nothing has to be remembered.</returns>
    /// <exception cref="WrongCallException">The file's folder is missing, or the folder cannot be made.</exception>
    public static DetectionExport? Create(string? cocoFile, string? yoloFolder, IReadOnlyList<string> labels) =>
        cocoFile is null && yoloFolder is null ? null : new(cocoFile, yoloFolder, labels);

    private DetectionExport(string? cocoFile, string? yoloFolder, IReadOnlyList<string> labels)
    {
        (_cocoFile, _yoloFolder, _coco) = (cocoFile, yoloFolder, new CocoDataset(labels));
        if (cocoFile is not null && (Directory.Exists(cocoFile) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(cocoFile)))))
            throw new WrongCallException($"--coco {cocoFile}: expected a file in a folder that exists.");
        if (yoloFolder is null) return;
        try
        {
            Directory.CreateDirectory(yoloFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongCallException($"--yolo {yoloFolder}: the folder cannot be created ({e.Message}); name another one.");
        }
    }

    public void Add(PictureReport report)
    {
        IReadOnlyList<Detection> found = ((DetectResult)report.Result).Detections;
        string name = report.Image == PictureInput.StandardInput ? "stdin" : Path.GetFileName(report.Image);
        _coco.Add(name, report.Width, report.Height, found);
        if (_yoloFolder is null) return;

        string stem = Path.GetFileNameWithoutExtension(name), file = stem;
        // Pictures of the same name from different folders.
        for (int n = 2; !_taken.Add(file); n++) file = $"{stem}-{n}";
        File.WriteAllText(Path.Combine(_yoloFolder, file + ".txt"), YoloText.Format(found, report.Width, report.Height));
    }

    public void Save()
    {
        if (_cocoFile is null) return;
        using FileStream file = File.Create(_cocoFile);
        _coco.WriteTo(file);
    }
}
