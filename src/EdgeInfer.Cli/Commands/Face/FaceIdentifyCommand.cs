using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer face identify</c>: whose faces pictures show.</summary>
internal static class FaceIdentifyCommand
{
    public static Command Create()
    {
        var command = new Command("identify", "Tells whose faces pictures show, of the people in a gallery.");
        var models = new FaceModelOptions(command, recognises: true);
        Option<string> gallery = GalleryOption.Gallery();
        Option<float?> threshold = GalleryOption.Threshold();
        Option<int?> top = NumberOption.Count("--top", "How many people to name for a face; default: 1.");
        foreach (Option option in (Option[])[gallery, threshold, top]) command.Options.Add(option);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(models.Vision.Verbose),
            () => Run(call, models, call.GetValue(gallery)!, call.GetValue(threshold), call.GetValue(top) ?? 1, cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, FaceModelOptions models, string path, float? threshold, int top, CancellationToken cancellationToken)
    {
        PictureBatch batch = models.Vision.ReadPictures(call);
        using FaceAnalyzer analyzer = models.Load(call, threshold);
        FaceEmbedder embedder = analyzer.Embedder!;
        FaceGallery gallery = FaceGallery.Load(path, embedder.ModelSha256);
        return batch.Run(
            analyzer.Detector.Session, analyzer.Detector.Manifest,
            image =>
            {
                IReadOnlyList<Face> faces = analyzer.Analyze(image, out StageTimings timings, cancellationToken);
                IReadOnlyList<FaceMatch>[] matches = [.. faces.Select(f => f.Embedding is { } e ? gallery.Identify(e, embedder.Threshold, top) : [])];
                return new FaceResult(faces, timings, matches);
            },
            cancellationToken);
    }
}
