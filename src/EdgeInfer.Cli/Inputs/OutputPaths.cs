namespace EdgeInfer.Cli.Inputs;

/// <summary>Where annotated pictures go: one file for one input, files in a folder for several.</summary>
internal sealed class OutputPaths
{
    private static readonly HashSet<string> Encodable = new([".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".avif"], StringComparer.OrdinalIgnoreCase);

    private readonly string _target;
    private readonly bool _isFolder;
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="WrongCallException">Several pictures cannot go to one file.</exception>
    public OutputPaths(string target, int inputs)
    {
        _target = target;
        _isFolder = inputs > 1 || Directory.Exists(target) || Path.EndsInDirectorySeparator(target);
        if (_isFolder && File.Exists(target))
            throw new WrongCallException($"--out {target}: {inputs} pictures cannot go to one file; name a folder.");
    }

    /// <exception cref="WrongCallException">The picture would replace its own input.</exception>
    public string For(PictureInput input)
    {
        string path = _target;
        if (_isFolder)
        {
            Directory.CreateDirectory(_target);
            string name = input.IsStandardInput ? "stdin.png" : Path.GetFileName(input.Name);
            // HEIC, say, can be read but not written.
            if (!Encodable.Contains(Path.GetExtension(name))) name = Path.ChangeExtension(name, ".png");
            path = Path.Combine(_target, name);
            // Pictures of the same name from different folders.
            for (int n = 2; !_taken.Add(path); n++)
                path = Path.Combine(_target, $"{Path.GetFileNameWithoutExtension(name)}-{n}{Path.GetExtension(name)}");
        }

        if (!input.IsStandardInput && Path.GetFullPath(path) == Path.GetFullPath(input.Name))
            throw new WrongCallException($"--out {_target}: {input.Name} would be replaced by its annotated copy; name another file or folder.");
        return path;
    }
}
