namespace EdgeInfer.Sessions;

/// <summary>The model to try: a file, or bytes in memory.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Path">Full path; null for bytes.</param>
/// <param name="Bytes">Null for a file.</param>
internal sealed record TrialModel(string Name, string? Path, byte[]? Bytes)
{
    private ModelContentFacts? _facts;

    public long SizeBytes => Bytes?.LongLength ?? new FileInfo(Path!).Length;

    /// <summary>Read on first use: hashing takes some milliseconds for every ten megabytes.</summary>
    /// <exception cref="ModelLoadException">The file cannot be read.</exception>
    public ModelContentFacts Facts
    {
        get
        {
            try
            {
                return _facts ??= Path is null ? ModelContentFacts.OfBytes(Bytes!) : ModelContentFacts.OfFile(Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ModelLoadException($"{Path}: the model file cannot be read ({e.Message}); check its permissions.", Path, e);
            }
        }
    }

    /// <exception cref="ModelLoadException">There is no such file, or it cannot be a model.</exception>
    public static TrialModel OfFile(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        ModelFileCheck.RequirePlausible(full);
        return new TrialModel(System.IO.Path.GetFileName(full), full, null);
    }

    public ModelSession Load(ModelSessionOptions options) => Path is null ? ModelSession.Load(Bytes!, Name, options) : ModelSession.Load(Path, options);
}
