using System.Globalization;

namespace EdgeInfer.Sessions;

/// <summary>A file beside a model that holds some of its weights.</summary>
/// <param name="Name">As the model calls it.</param>
/// <param name="SizeBytes">Its size; −1 where it is missing.</param>
/// <param name="Written">When it was last changed.</param>
internal readonly record struct ExternalDataFile(string Name, long SizeBytes, DateTime Written)
{
    /// <param name="folder">The model's; null for a model in memory.</param>
    /// <param name="name">As the model calls it.</param>
    public static ExternalDataFile Find(string? folder, string name)
    {
        try
        {
            if (folder is not null && new FileInfo(Path.Combine(folder, name)) is { Exists: true } file) return new ExternalDataFile(name, file.Length, file.LastWriteTimeUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A name that is none, or a file nobody may look at, is as good as missing.
        }

        return new ExternalDataFile(name, -1, default);
    }

    /// <summary>One line, the same for the same file.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {SizeBytes} {Written.Ticks}");
}
