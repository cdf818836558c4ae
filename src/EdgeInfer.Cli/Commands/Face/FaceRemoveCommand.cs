using System.CommandLine;
using EdgeInfer.Cli.Output;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer face remove</c>: forgets a person.</summary>
internal static class FaceRemoveCommand
{
    public static Command Create()
    {
        var command = new Command("remove", "Removes a person from a gallery.");
        Option<string> path = GalleryOption.Gallery(), name = GalleryOption.Name("Who is to be forgotten.");
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        foreach (Option option in (Option[])[path, name, json, verbose]) command.Options.Add(option);
        command.SetAction((call, _) => ErrorReport.Guard(call.GetValue(verbose), () => Run(call.GetValue(path)!, call.GetValue(name)!, call.GetValue(json))));
        return command;
    }

    private static int Run(string path, string name, bool json)
    {
        FaceGallery gallery = FaceGallery.Load(path);
        int removed = gallery.Remove(name);
        if (removed == 0) throw new WrongCallException($"--name {name}: nobody of that name is in {path}; 'edgeinfer face list' says who is.");
        gallery.Save(path);
        if (json) GalleryJson.Write(writer => GalleryJson.People(writer, path, gallery));
        else Console.WriteLine($"{name} removed from {path}: {removed} {(removed == 1 ? "face" : "faces")}.");
        return ExitCode.Done;
    }
}
