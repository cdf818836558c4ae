using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer embed</c>: vectors of pictures.</summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        var command = new Command("embed", "Gives the vectors of pictures; similar pictures have similar ones.");
        var options = new VisionCommandOptions("Embedding model (ONNX), such as CLIP's image encoder or DINO; required.", command);
        options.Model.Required = true;
        Option<bool> normalize = new("--normalize") { Description = "Brings vectors to length 1; default: as the model's manifest says." };
        command.Options.Add(normalize);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(options.Verbose), () => Run(call, options, call.GetValue(normalize), cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, VisionCommandOptions options, bool normalize, CancellationToken cancellationToken)
    {
        options.RefuseOut(call, "embed");
        var settings = new ImageEmbedderOptions { Session = options.ReadSession(call), Manifest = options.ReadManifest(call), Normalize = normalize ? true : null };
        PictureBatch batch = options.ReadPictures(call);
        using ImageEmbedder embedder = ImageEmbedder.Load(options.ReadModel(call), settings);
        return batch.Run(embedder.Session, embedder.Manifest, image => new EmbedResult(embedder.Embed(image, out StageTimings timings, cancellationToken), timings), cancellationToken);
    }
}
