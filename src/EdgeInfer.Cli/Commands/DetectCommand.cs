using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer detect</c>: boxes around objects.</summary>
internal static class DetectCommand
{
    public static Command Create()
    {
        var command = new Command("detect", "Finds objects in pictures; without --model, QR and linear codes.");
        var options = new VisionCommandOptions("Detection model (ONNX); default: the built-in code detector.", command);
        Option<float?> confidence = NumberOption.Fraction("--conf", "Lowest score reported, 0 to 1; default: the model's own.");
        Option<float?> iou = NumberOption.Fraction("--iou", "Overlap above which the weaker of two boxes goes, 0 to 1; default: the model's own.");
        command.Options.Add(confidence);
        command.Options.Add(iou);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(options.Verbose), () => Run(call, options, call.GetValue(confidence), call.GetValue(iou), cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, VisionCommandOptions options, float? confidence, float? iou, CancellationToken cancellationToken)
    {
        var settings = new ObjectDetectorOptions
        {
            Session = options.ReadSession(call),
            Manifest = options.ReadManifest(call),
            Confidence = confidence,
            Iou = iou,
        };
        PictureBatch batch = options.ReadPictures(call);
        string? model = call.GetValue(options.Model);
        using ObjectDetector detector = model is null ? DefaultModel.LoadCodeDetector(settings) : ObjectDetector.Load(model, settings);
        return batch.Run(detector.Session, detector.Manifest, image => new DetectResult(detector.Detect(image, out StageTimings timings, cancellationToken), timings), cancellationToken);
    }
}
