using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer classify</c>: what a picture shows.</summary>
internal static class ClassifyCommand
{
    public static Command Create()
    {
        var command = new Command("classify", "Tells what pictures show: a model's most probable classes.");
        var options = new VisionCommandOptions("Classification model (ONNX); required.", command);
        options.Model.Required = true;
        Option<int?> top = NumberOption.Count("--top", "How many classes to report; default: 5.");
        command.Options.Add(top);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(options.Verbose), () => Run(call, options, call.GetValue(top) ?? 5, cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, VisionCommandOptions options, int top, CancellationToken cancellationToken)
    {
        var settings = new ImageClassifierOptions { Session = options.ReadSession(call), Manifest = options.ReadManifest(call) };
        PictureBatch batch = options.ReadPictures(call);
        using ImageClassifier classifier = ImageClassifier.Load(options.ReadModel(call), settings);
        return batch.Run(classifier.Session, classifier.Manifest, image => new ClassifyResult(classifier.Classify(image, out StageTimings timings, top, cancellationToken), timings), cancellationToken);
    }
}
