namespace EdgeInfer.Cli.Inputs;

/// <summary>What INPUT arguments stand for: files as they are, folders as the pictures in them, <c>-</c> as standard input.</summary>
internal static class InputList
{
    /// <summary>Inside folders only files named like pictures count; a file named on the command line is always taken.</summary>
    private static readonly HashSet<string> PictureExtensions =
        new([".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".avif", ".heic"], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="WrongCallException">An input does not exist, a folder holds no picture, or - is given twice.</exception>
    public static IReadOnlyList<PictureInput> Expand(IReadOnlyList<string> arguments)
    {
        var inputs = new List<PictureInput>();
        foreach (string argument in arguments)
        {
            if (argument == PictureInput.StandardInput)
            {
                if (inputs.Exists(static i => i.IsStandardInput)) throw new WrongCallException("-: standard input can be read once.");
                inputs.Add(new PictureInput(argument));
            }
            else if (Directory.Exists(argument))
            {
                string[] files = [.. Directory.EnumerateFiles(argument).Where(static f => PictureExtensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)];
                if (files.Length == 0)
                    throw new WrongCallException($"{argument}: no picture in this folder (looked for {string.Join(' ', PictureExtensions)}).");
                inputs.AddRange(files.Select(static f => new PictureInput(f)));
            }
            else if (File.Exists(argument))
            {
                inputs.Add(new PictureInput(argument));
            }
            else
            {
                throw new WrongCallException($"{argument}: no such picture file or folder; check the path.");
            }
        }

        return inputs;
    }
}
