using System.Formats.Tar;
using System.IO.Compression;

namespace EdgeInfer.Build.Npm;

/// <summary>Takes chosen files out of an npm tarball.</summary>
internal static class Tarball
{
    /// <summary>npm puts everything under one folder; names below are relative to it.</summary>
    private const string Top = "package/";

    /// <summary>Writes every regular file that <paramref name="place"/> has a place for.</summary>
    /// <param name="file">The .tgz.</param>
    /// <param name="place">
    /// Gives the path to write the file of this name to (folders are made), or null to leave it out. The names
    /// come from the archive: only a place of the caller's own making is safe, never one joined blindly.
    /// </param>
    /// <param name="fraction">Receives the share of the archive read, 0..1.</param>
    /// <param name="cancel">Stops between two files.</param>
    public static async Task ExtractAsync(string file, Func<string, string?> place, IProgress<double> fraction, CancellationToken cancel)
    {
        await using FileStream compressed = File.OpenRead(file);
        await using var stream = new GZipStream(compressed, CompressionMode.Decompress);
        await using var reader = new TarReader(stream);
        while (await reader.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
        {
            fraction.Report((double)compressed.Position / compressed.Length);
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                || !entry.Name.StartsWith(Top, StringComparison.Ordinal)
                || place(entry.Name[Top.Length..]) is not { } path)
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using FileStream target = File.Create(path);
            if (entry.DataStream is { } data)
            {
                await data.CopyToAsync(target, cancel);
            }
        }
    }

    /// <summary>Writes the named files, each to its place, and whatever else has one; a missing named file is an error.</summary>
    public static async Task ExtractAsync(
        string file, IReadOnlyDictionary<string, string> places, Func<string, string?> otherwise, IProgress<double> fraction, CancellationToken cancel)
    {
        await ExtractAsync(file, name => places.GetValueOrDefault(name) ?? otherwise(name), fraction, cancel);
        foreach ((string name, string path) in places)
        {
            if (!File.Exists(path))
            {
                throw new BuildError($"{file} does not contain {Top}{name}; the list of files in eng/EdgeInfer.Build does not fit this version.");
            }
        }
    }
}
