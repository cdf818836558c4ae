using System.CommandLine;

namespace EdgeInfer.Cli.Commands;

/// <summary>Options of the commands that know people.</summary>
internal static class GalleryOption
{
    public static Option<string> Gallery() => FileName(new Option<string>("--gallery", "-g") { Description = "File with the people who are known.", HelpName = "FILE", Required = true });

    public static Option<string> Name(string description) => FileName(new Option<string>("--name", "-n") { Description = description, HelpName = "NAME", Required = true });

    public static Option<float?> Threshold() => NumberOption.Similarity("--threshold", "Similarity from which on two faces are the same person's, -1 to 1; default: the recognition model's own.");

    public static Option<bool> Largest() => new("--largest") { Description = "Takes the largest face of a picture with several, in place of refusing it." };

    private static Option<string> FileName(Option<string> option)
    {
        option.Validators.Add(VisionCommandOptions.RequireName);
        return option;
    }
}
