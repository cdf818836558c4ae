using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer face enrol</c>: adds a person's faces to a gallery, all of them or none.</summary>
internal static class FaceEnrolCommand
{
    public static Command Create()
    {
        var command = new Command("enrol", "Adds a person to a gallery: the embeddings of pictures that show one face each; no picture is stored.");
        var models = new FaceModelOptions(command, recognises: true);
        Option<string> gallery = GalleryOption.Gallery();
        Option<string> name = GalleryOption.Name("The person's name or number.");
        Option<bool> largest = GalleryOption.Largest();
        foreach (Option option in (Option[])[gallery, name, largest]) command.Options.Add(option);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(models.Vision.Verbose),
            () => Run(call, models, call.GetValue(gallery)!, call.GetValue(name)!, call.GetValue(largest), cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, FaceModelOptions models, string path, string name, bool largest, CancellationToken cancellationToken)
    {
        models.Vision.RefuseOut(call, "face enrol");
        IReadOnlyList<PictureInput> inputs = InputList.Expand(call.GetValue(models.Vision.Inputs)!);
        using FaceAnalyzer analyzer = models.Load(call);
        FaceGallery gallery = File.Exists(path) ? FaceGallery.Load(path, analyzer.Embedder!.ModelSha256) : analyzer.Embedder!.CreateGallery();
        Face[] faces = [.. inputs.Select(input => OneFace.Find(analyzer, input, "enrolment", largest, cancellationToken))];
        foreach (Face face in faces) gallery.Enrol(name, face.Embedding!);
        gallery.Save(path);
        if (call.GetValue(models.Vision.Json)) GalleryJson.Write(json => GalleryJson.Enrolment(json, path, name, inputs, faces, gallery));
        else Console.WriteLine($"{name}: {Count(faces.Length, "face", "faces")} added, {gallery.CountOf(name)} in all; {path} holds {Count(gallery.Names.Count, "person", "people")}.");
        return ExitCode.Done;
    }

    private static string Count(int number, string one, string several) => $"{number} {(number == 1 ? one : several)}";
}
