using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer face verify</c>: whether two pictures show the same person.</summary>
internal static class FaceVerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Tells whether two pictures show the same person.");
        var models = new FaceModelOptions(command, recognises: true);
        Option<float?> threshold = GalleryOption.Threshold();
        Option<bool> largest = GalleryOption.Largest();
        command.Options.Add(threshold);
        command.Options.Add(largest);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(models.Vision.Verbose), () => Run(call, models, call.GetValue(threshold), call.GetValue(largest), cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, FaceModelOptions models, float? threshold, bool largest, CancellationToken cancellationToken)
    {
        models.Vision.RefuseOut(call, "face verify");
        IReadOnlyList<PictureInput> inputs = InputList.Expand(call.GetValue(models.Vision.Inputs)!);
        if (inputs.Count != 2) throw new WrongCallException($"face verify compares two pictures, {inputs.Count} are given.");
        using FaceAnalyzer analyzer = models.Load(call, threshold);
        Face first = OneFace.Find(analyzer, inputs[0], "a comparison", largest, cancellationToken);
        Face second = OneFace.Find(analyzer, inputs[1], "a comparison", largest, cancellationToken);
        FaceVerification result = analyzer.Embedder!.Verify(first.Embedding!, second.Embedding!);
        if (call.GetValue(models.Vision.Json)) GalleryJson.Write(json => GalleryJson.Verification(json, inputs[0].Name, inputs[1].Name, first, second, result));
        else Console.WriteLine($"{inputs[0].Name} and {inputs[1].Name}: {result}");
        return ExitCode.Done;
    }
}
