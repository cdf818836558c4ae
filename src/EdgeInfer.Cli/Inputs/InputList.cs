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
                inputs.AddRange(PicturesIn(argument));
            }
            else if (File.Exists(argument))
            {
                inputs.Add(new PictureInput(argument));
            }
            else
            {
                // The parser takes an option it does not know for an INPUT.
                throw new WrongCallException(argument.StartsWith('-')
                    ? $"{argument}: no such option, and no such picture file or folder; see --help for the options."
                    : $"{argument}: no such picture file or folder; check the path.");
            }
        }

        return inputs;
    }

    private static List<PictureInput> PicturesIn(string folder)
    {
        List<PictureInput> pictures;
        try
        {
            pictures = [.. Directory.EnumerateFiles(folder)
                .Where(static f => PictureExtensions.Contains(Path.GetExtension(f)))
                .Order(StringComparer.Ordinal)
                .Select(static f => new PictureInput(f))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongCallException($"{folder}: this folder cannot be listed ({e.Message}); check its permissions.");
        }

        return pictures.Count > 0
            ? pictures
            : throw new WrongCallException($"{folder}: no picture in this folder (looked for {string.Join(' ', PictureExtensions)}); name the files, or another folder.");
    }
}
