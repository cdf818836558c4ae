using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer pose</c>: people and their joints.</summary>
internal static class PoseCommand
{
    public static Command Create()
    {
        var command = new Command("pose", "Finds people and their joints in pictures.");
        var options = new VisionCommandOptions("Pose model (ONNX); required.", command);
        options.Model.Required = true;
        var detector = new Option<string?>("--det")
        {
            Description = "For models that are shown one person (RTMPose): detection model whose objects labelled person are looked at; default: the whole picture is one person.",
            HelpName = "FILE",
        };
        Option<float?> confidence = NumberOption.Fraction("--conf", "Lowest score of a person, 0 to 1; default: the model's own.");
        Option<float?> iou = NumberOption.Fraction("--iou", "Overlap above which the weaker of two people goes, 0 to 1; default: the model's own.");
        VisionCommandOptions.AddFile(detector, command);
        command.Options.Add(confidence);
        command.Options.Add(iou);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(options.Verbose),
            () => Run(call, options, call.GetValue(detector), call.GetValue(confidence), call.GetValue(iou), cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, VisionCommandOptions options, string? detector, float? confidence, float? iou, CancellationToken cancellationToken)
    {
        ModelSessionOptions session = options.ReadSession(call);
        PictureBatch batch = options.ReadPictures(call);
        using ObjectDetector? people = detector is null
            ? null
            : ObjectDetector.Load(NamedModel.File(detector), new ObjectDetectorOptions { Session = session, Confidence = confidence, Iou = iou });
        var settings = new PoseEstimatorOptions
        {
            Session = session,
            Manifest = options.ReadManifest(call),
            Confidence = confidence,
            Iou = iou,
            PersonDetector = people,
        };
        using PoseEstimator estimator = PoseEstimator.Load(options.ReadModel(call), settings);
        if (people is not null && !estimator.IsTopDown)
            throw new WrongCallException($"--det {detector}: {estimator.Session.Name} finds people itself; leave --det out.");
        return batch.Run(
            estimator.Session, estimator.Manifest,
            image => new PoseResult(estimator.Estimate(image, out StageTimings timings, cancellationToken), estimator.KeypointNames, timings), cancellationToken);
    }
}
