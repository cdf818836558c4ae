using EdgeInfer.Build.Feed;

namespace EdgeInfer.Build.Packages;

/// <summary>
/// NuGet's folder of extracted packages. NuGet looks there first, by id and version only, so a package made
/// here by an older recipe would hide the new one, and one made here would hide the real one.
/// </summary>
internal static class GlobalPackages
{
    /// <summary>Deletes extracted packages that were made here by another recipe. Real ones are never touched.</summary>
    /// <param name="folder">NuGet's global packages folder.</param>
    /// <param name="ids">The ids to look at.</param>
    /// <param name="version">Their version.</param>
    /// <param name="keep">The recipe to keep; null to delete all that were made here.</param>
    public static void DropOthers(string folder, IEnumerable<string> ids, string version, string? keep)
    {
        foreach (string id in ids)
        {
            string package = Path.Combine(folder, id.ToLowerInvariant(), version);
            string recipe = Path.Combine(package, NupkgWriter.RecipeFile);
            if (!File.Exists(recipe) || File.ReadAllText(recipe) == keep)
            {
                continue;
            }

            try
            {
                Directory.Delete(package, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BuildError($"{package} was made by another version of this build and cannot be deleted ({e.Message}). End the programs that use it and delete it.", e);
            }
        }
    }
}
