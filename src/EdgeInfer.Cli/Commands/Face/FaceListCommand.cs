using System.CommandLine;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer face list</c>: who is in a gallery.</summary>
internal static class FaceListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "Says who is in a gallery.");
        Option<string> path = GalleryOption.Gallery();
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        foreach (Option option in (Option[])[path, json, verbose]) command.Options.Add(option);
        command.SetAction((call, _) => ErrorReport.Guard(call.GetValue(verbose), () =>
        {
            FaceGallery gallery = FaceGallery.Load(call.GetValue(path)!);
            if (call.GetValue(json)) GalleryJson.Write(writer => GalleryJson.People(writer, call.GetValue(path)!, gallery));
            else foreach (string name in gallery.Names) Console.WriteLine($"{name}  {gallery.CountOf(name)}");
            return ExitCode.Done;
        }));
        return command;
    }
}
