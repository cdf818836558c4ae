using System.CommandLine;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer face</c>: faces, their landmarks, and whose they are.</summary>
internal static class FaceCommand
{
    public static Command Create()
    {
        Command command = Detect("face", "Finds faces in pictures; further commands tell people apart.");
        command.Subcommands.Add(Detect("detect", "Finds faces, their landmarks and, with --embedder, their embeddings."));
        command.Subcommands.Add(FaceVerifyCommand.Create());
        command.Subcommands.Add(FaceEnrolCommand.Create());
        command.Subcommands.Add(FaceIdentifyCommand.Create());
        command.Subcommands.Add(FaceListCommand.Create());
        command.Subcommands.Add(FaceRemoveCommand.Create());
        return command;
    }

    private static Command Detect(string name, string description)
    {
        var command = new Command(name, description);
        var models = new FaceModelOptions(command, recognises: false);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(models.Vision.Verbose), () => Run(call, models, cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, FaceModelOptions models, CancellationToken cancellationToken)
    {
        Inputs.PictureBatch batch = models.Vision.ReadPictures(call);
        using FaceAnalyzer analyzer = models.Load(call);
        return batch.Run(
            analyzer.Detector.Session, analyzer.Detector.Manifest,
            image => new FaceResult(analyzer.Analyze(image, out StageTimings timings, cancellationToken), timings), cancellationToken);
    }
}
