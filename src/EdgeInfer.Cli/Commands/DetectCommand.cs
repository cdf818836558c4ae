using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer detect</c>: boxes around objects.</summary>
internal sealed class DetectCommand
{
    private readonly VisionCommandOptions _options;
    private readonly Option<float?> _confidence = NumberOption.Fraction("--conf", "Lowest score reported, 0 to 1; default: the model's own.");
    private readonly Option<float?> _iou = NumberOption.Fraction("--iou", "Overlap above which the weaker of two boxes goes, 0 to 1; default: the model's own.");
    private readonly Option<int?> _max = NumberOption.Count("--max", "Most objects reported a picture; default: 300.");
    private readonly Option<string?> _classes = new("--classes") { Description = "Only these classes, by name or number.", HelpName = "NAME,NAME" };
    private readonly Option<string?> _tiles = new("--tiles")
    {
        Description = "Looks at large pictures in overlapping tiles, for small objects: auto (the model's size) or a tile's side in pixels.",
        HelpName = "auto|N",
    };

    private readonly Option<string?> _coco = new("--coco") { Description = "Writes what was found to this file as a COCO data set.", HelpName = "FILE" };
    private readonly Option<string?> _yolo = new("--yolo") { Description = "Writes a YOLO text file for each picture into this folder.", HelpName = "FOLDER" };

    private DetectCommand(Command command)
    {
        _options = new VisionCommandOptions("Detection model (ONNX); default: the built-in code detector.", command);
        foreach (Option option in (Option[])[_confidence, _iou, _max, _classes, _tiles]) command.Options.Add(option);
        VisionCommandOptions.AddFile(_coco, command);
        VisionCommandOptions.AddFile(_yolo, command);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(call.GetValue(_options.Verbose), () => Run(call, cancellationToken)));
    }

    public static Command Create()
    {
        var command = new Command("detect", "Finds objects in pictures; without --model, QR, Data Matrix, Aztec, PDF417 and linear codes.");
        _ = new DetectCommand(command);
        return command;
    }

    private int Run(ParseResult call, CancellationToken cancellationToken)
    {
        var settings = new ObjectDetectorOptions
        {
            Session = _options.ReadSession(call),
            Manifest = _options.ReadManifest(call),
            Confidence = call.GetValue(_confidence),
            Iou = call.GetValue(_iou),
            MaxDetections = call.GetValue(_max) ?? ObjectDetectorOptions.Default.MaxDetections,
            Classes = call.GetValue(_classes)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Tiles = call.GetValue(_tiles) is { } tiles ? ReadTiles(tiles) : null,
        };
        PictureBatch batch = _options.ReadPictures(call);
        using ObjectDetector detector = Load(call.GetValue(_options.Model), settings);
        DetectionExport? export = DetectionExport.Create(call.GetValue(_coco), call.GetValue(_yolo), detector.Manifest.Manifest.Labels);
        batch.Reported = export is null ? null : export.Add;
        try
        {
            return batch.Run(
                detector.Session, detector.Manifest, image => new DetectResult(detector.Detect(image, out StageTimings timings, cancellationToken), timings), cancellationToken);
        }
        finally
        {
            // After Ctrl+C, too: what was reported is exported.
            export?.Save();
        }
    }

    private static ObjectDetector Load(string? model, ObjectDetectorOptions settings)
    {
        try
        {
            return model is null ? DefaultModels.LoadCodeDetector(settings) : ObjectDetector.Load(NamedModel.File(model), settings);
        }
        catch (ArgumentException e) when (settings.Classes.Count > 0)
        {
            throw new WrongCallException($"--classes: {e.Message}");
        }
    }

    private static DetectionTiles ReadTiles(string text)
    {
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase)) return DetectionTiles.Default;
        if (int.TryParse(text, out int size) && size is >= 32 and <= 16384) return new DetectionTiles { Size = size };
        throw new WrongCallException($"--tiles {text}: expected auto, or a tile's side in pixels from 32 to 16384.");
    }
}
