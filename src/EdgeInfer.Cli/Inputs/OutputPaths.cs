namespace EdgeInfer.Cli.Inputs;

/// <summary>Where pictures that are written go: one file for one input, files in a folder for several.</summary>
/// <remarks>Settled for all inputs before the first one is read, so that no output can replace an input that is still to come.</remarks>
internal sealed class OutputPaths
{
    private static readonly HashSet<string> Encodable = new([".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".avif"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Exact = new([".png"], StringComparer.OrdinalIgnoreCase);

    private readonly string _option;
    private readonly string _target;
    private readonly HashSet<string> _types;
    private readonly bool _isFolder;
    private readonly string[] _paths;

    /// <param name="target">A file or folder, as the caller named it.</param>
    /// <param name="inputs">All inputs.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="exact">Whether every pixel's value counts, so that only PNG will do.</param>
    /// <exception cref="WrongCallException">
    /// Several pictures cannot go to one file, the file's type is not written, its folder is missing, or an input would be replaced.
    /// </exception>
    public OutputPaths(string target, IReadOnlyList<PictureInput> inputs, string option = "--out", bool exact = false)
    {
        _option = option;
        _target = target;
        _types = exact ? Exact : Encodable;
        _isFolder = inputs.Count > 1 || Directory.Exists(target) || Path.EndsInDirectorySeparator(target);
        _paths = _isFolder ? InFolder(target, inputs) : [AsFile(target)];

        StringComparer names = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var sources = inputs.Where(static i => !i.IsStandardInput).Select(static i => Path.GetFullPath(i.Name)).ToHashSet(names);
        if (Array.Find(_paths, path => sources.Contains(Path.GetFullPath(path))) is { } replaced)
            throw new WrongCallException($"{option} {target}: the input {replaced} would be replaced; name another file or folder.");
    }

    /// <param name="input">Its place in the list of inputs.</param>
    public string For(int input) => _paths[input];

    /// <summary>Refuses a second kind of files where both would go to one path.</summary>
    /// <exception cref="WrongCallException">They would.</exception>
    public void RequireApartFrom(OutputPaths other)
    {
        if (Array.Find(_paths, path => Array.Exists(other._paths, p => Path.GetFullPath(p).Equals(Path.GetFullPath(path), StringComparison.OrdinalIgnoreCase))) is { } shared)
            throw new WrongCallException($"{_option} {_target}: {other._option} writes {shared} too; name another file or folder.");
    }

    /// <summary>Where several files go to one folder: makes sure that it is there.</summary>
    /// <exception cref="WrongCallException">It cannot be created.</exception>
    public void CreateFolder()
    {
        if (!_isFolder) return;
        try
        {
            Directory.CreateDirectory(_target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongCallException($"{_option} {_target}: the folder cannot be created ({e.Message}); name another one.");
        }
    }

    private string AsFile(string target)
    {
        if (!_types.Contains(Path.GetExtension(target)))
            throw new WrongCallException($"{_option} {target}: expected a folder, or a name ending in {(_types.Count == 1 ? "" : "one of ")}{string.Join(' ', _types)}.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        if (!Directory.Exists(folder)) throw new WrongCallException($"{_option} {target}: there is no folder {folder}; create it first.");
        return target;
    }

    private string[] InFolder(string target, IReadOnlyList<PictureInput> inputs)
    {
        if (File.Exists(Path.TrimEndingDirectorySeparator(target)))
            throw new WrongCallException($"{_option} {target}: this is a file; {inputs.Count} pictures go to a folder, so name one.");
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var paths = new string[inputs.Count];
        for (int i = 0; i < paths.Length; i++)
        {
            string name = inputs[i].IsStandardInput ? "stdin.png" : Path.GetFileName(inputs[i].Name);
            // HEIC, say, can be read but not written.
            if (!_types.Contains(Path.GetExtension(name))) name = Path.ChangeExtension(name, ".png");
            paths[i] = Path.Combine(target, name);
            // Pictures of the same name from different folders.
            for (int n = 2; !taken.Add(paths[i]); n++)
                paths[i] = Path.Combine(target, $"{Path.GetFileNameWithoutExtension(name)}-{n}{Path.GetExtension(name)}");
        }

        return paths;
    }
}
