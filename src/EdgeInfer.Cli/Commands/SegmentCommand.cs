using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer segment</c>: the class of every pixel, or objects and their pixels, as the model does.</summary>
internal static class SegmentCommand
{
    public static Command Create()
    {
        var command = new Command("segment", "Tells what every pixel shows, or which pixels belong to each object.");
        var options = new VisionCommandOptions("Segmentation model (ONNX), semantic or of instances; required.", command);
        options.Model.Required = true;
        var mask = new Option<string?>("--mask")
        {
            Description = "Writes the classes as the values of a grey PNG to this file, or to this folder where there are several inputs; of objects 255 is none.",
            HelpName = "FILE",
        };
        Option<float?> confidence = NumberOption.Fraction("--conf", "For objects: lowest score reported, 0 to 1; default: the model's own.");
        Option<float?> iou = NumberOption.Fraction("--iou", "For objects: overlap above which the weaker of two goes, 0 to 1; default: the model's own.");
        VisionCommandOptions.AddFile(mask, command);
        command.Options.Add(confidence);
        command.Options.Add(iou);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(options.Verbose),
            () => Run(call, options, call.GetValue(mask), call.GetValue(confidence), call.GetValue(iou), cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, VisionCommandOptions options, string? mask, float? confidence, float? iou, CancellationToken cancellationToken)
    {
        ModelSessionOptions session = options.ReadSession(call);
        ModelManifest? manifest = options.ReadManifest(call);
        PictureBatch batch = options.ReadPictures(call);
        if (mask is not null) batch.WriteMasksTo(mask);
        string model = options.ReadModel(call);
        if (TaskOf(model, manifest) == ModelTask.SegmentInstances)
        {
            var settings = new InstanceSegmenterOptions { Session = session, Manifest = manifest, Confidence = confidence, Iou = iou };
            using InstanceSegmenter instances = InstanceSegmenter.Load(model, settings);
            return batch.Run(
                instances.Session, instances.Manifest,
                image => new InstancesResult(instances.Segment(image, out StageTimings timings, cancellationToken), timings, image.Width, image.Height),
                cancellationToken);
        }

        using SemanticSegmenter segmenter = SemanticSegmenter.Load(model, new SemanticSegmenterOptions { Session = session, Manifest = manifest });
        return batch.Run(
            segmenter.Session, segmenter.Manifest, image => new SegmentResult(segmenter.Segment(image, out StageTimings timings, cancellationToken), timings), cancellationToken);
    }

    /// <summary>Where no manifest is given, what is known about the model decides; looking at it costs one load on the CPU.</summary>
    private static ModelTask? TaskOf(string model, ModelManifest? manifest)
    {
        if (manifest is not null) return manifest.Task;
        using ModelSession looked = ModelSession.Load(model, new ModelSessionOptions { Providers = Providers.ProviderSelection.Cpu });
        return ModelManifest.Find(looked)?.Manifest.Task;
    }
}
