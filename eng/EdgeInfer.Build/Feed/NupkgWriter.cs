using System.IO.Compression;
using System.Xml.Linq;

namespace EdgeInfer.Build.Feed;

/// <summary>Writes a .nupkg: an OPC zip of a nuspec, a content type list and the files.</summary>
internal static class NupkgWriter
{
    /// <summary>Every package made here has this file, so that it is never mistaken for the real one.</summary>
    public const string RecipeFile = "edgeinfer-recipe.txt";

    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XNamespace ContentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace Relationships = "http://schemas.openxmlformats.org/package/2006/relationships";

    /// <summary>Fixed, so that the same content gives the same bytes.</summary>
    private static readonly DateTimeOffset Timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="path">The .nupkg to create.</param>
    /// <param name="content">What it says and holds.</param>
    /// <param name="recipe">Revision of the recipe that made it; goes into <see cref="RecipeFile"/>.</param>
    /// <param name="fraction">Receives the share of bytes packed, 0..1.</param>
    /// <param name="cancel">Stops between two files; the incomplete file is the caller's to delete.</param>
    public static async Task WriteAsync(
        string path, NupkgContent content, string recipe, IProgress<double> fraction, CancellationToken cancel)
    {
        await using FileStream file = File.Create(path);
        await using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        string nuspec = $"{content.Id}.nuspec";
        WriteXml(zip, "_rels/.rels", RelationshipTo(nuspec));
        WriteXml(zip, nuspec, Describe(content));
        WriteText(zip, RecipeFile, recipe);

        long total = Math.Max(1, content.Files.Values.Sum(source => new FileInfo(source).Length));
        long packed = 0;
        foreach ((string name, string source) in content.Files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            // The packages stay on this machine: speed of making them counts, not their size.
            await using Stream target = Entry(zip, name, CompressionLevel.Fastest).Open();
            await using FileStream from = File.OpenRead(source);
            await from.CopyToAsync(target, cancel);
            packed += from.Length;
            fraction.Report((double)packed / total);
        }

        WriteXml(zip, "[Content_Types].xml", TypesOf(content));
    }

    private static XElement Describe(NupkgContent content) =>
        new(Nuspec + "package",
            new XElement(Nuspec + "metadata",
                new XElement(Nuspec + "id", content.Id),
                new XElement(Nuspec + "version", content.Version),
                new XElement(Nuspec + "authors", "Microsoft"),
                new XElement(Nuspec + "license", new XAttribute("type", "file"), "LICENSE"),
                new XElement(Nuspec + "description", content.Description),
                new XElement(Nuspec + "dependencies",
                    new XElement(Nuspec + "group", new XAttribute("targetFramework", "net8.0"),
                        content.Dependencies.Select(dependency => new XElement(Nuspec + "dependency",
                            new XAttribute("id", dependency.Id), new XAttribute("version", dependency.Version)))))));

    private static XElement RelationshipTo(string nuspec) =>
        new(Relationships + "Relationships",
            new XElement(Relationships + "Relationship",
                new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"),
                new XAttribute("Target", "/" + nuspec),
                new XAttribute("Id", "manifest")));

    /// <summary>OPC wants a type for every part: by extension, or by name where a file has none.</summary>
    private static XElement TypesOf(NupkgContent content)
    {
        IEnumerable<string> names = content.Files.Keys;
        IEnumerable<string> extensions = names.Append(RecipeFile).Append(".nuspec")
            .Select(name => Path.GetExtension(name).TrimStart('.'))
            .Where(extension => extension.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        const string Bytes = "application/octet";
        return new XElement(ContentTypes + "Types",
            new XElement(ContentTypes + "Default",
                new XAttribute("Extension", "rels"),
                new XAttribute("ContentType", "application/vnd.openxmlformats-package.relationships+xml")),
            extensions.Select(extension => new XElement(ContentTypes + "Default",
                new XAttribute("Extension", extension), new XAttribute("ContentType", Bytes))),
            names.Where(name => Path.GetExtension(name).Length == 0).Select(name => new XElement(ContentTypes + "Override",
                new XAttribute("PartName", "/" + name), new XAttribute("ContentType", Bytes))));
    }

    private static void WriteXml(ZipArchive zip, string name, XElement root) =>
        WriteText(zip, name, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root);

    private static void WriteText(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(Entry(zip, name, CompressionLevel.Optimal).Open());
        writer.Write(text);
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string name, CompressionLevel level)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, level);
        entry.LastWriteTime = Timestamp;
        return entry;
    }
}
