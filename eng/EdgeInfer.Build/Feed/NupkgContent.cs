namespace EdgeInfer.Build.Feed;

/// <summary>What goes into a .nupkg.</summary>
/// <param name="Id">Package id.</param>
/// <param name="Version">Package version.</param>
/// <param name="Description">What it is and where its contents come from.</param>
/// <param name="Dependencies">Ids and versions (minimum, inclusive), for every target framework.</param>
/// <param name="Files">Path inside the package, with forward slashes, to path on disk.</param>
internal sealed record NupkgContent(
    string Id,
    string Version,
    string Description,
    IReadOnlyList<(string Id, string Version)> Dependencies,
    IReadOnlyDictionary<string, string> Files)
{
    public string FileName => $"{Id}.{Version}.nupkg";
}
