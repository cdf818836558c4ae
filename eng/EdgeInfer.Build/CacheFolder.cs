namespace EdgeInfer.Build;

/// <summary>
/// The folder outside the checkout that keeps downloads and what is made from them, shared by all checkouts
/// of this user. All of it can be deleted at any time; the next build fills it again.
/// </summary>
internal sealed class CacheFolder
{
    private CacheFolder(string root) => Root = root;

    public string Root { get; }

    public string Downloads => Path.Combine(Root, "downloads");

    public string Temporary => Path.Combine(Root, "tmp");

    public string Feed(string folder) => Path.Combine(Root, "feed", folder);

    public string Libvips(string folder) => Path.Combine(Root, "libvips", folder);

    public string Verdicts => Path.Combine(Root, "package-sources");

    /// <summary>EDGEINFER_CACHE, else the platform's per-user cache folder.</summary>
    public static CacheFolder Find()
    {
        string? chosen = Environment.GetEnvironmentVariable("EDGEINFER_CACHE");
        if (!string.IsNullOrWhiteSpace(chosen))
        {
            return new CacheFolder(Path.GetFullPath(chosen));
        }

        if (OperatingSystem.IsWindows())
        {
            string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return new CacheFolder(Path.Combine(Require(local, "LOCALAPPDATA"), "edgeinfer", "cache"));
        }

        string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (!string.IsNullOrWhiteSpace(xdg) && Path.IsPathRooted(xdg))
        {
            return new CacheFolder(Path.Combine(xdg, "edgeinfer"));
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new CacheFolder(Path.Combine(Require(home, "HOME"), ".cache", "edgeinfer"));
    }

    /// <summary>Makes the folder, and says so plainly where that is not possible.</summary>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildError($"The cache folder {Root} cannot be made: {e.Message} Set EDGEINFER_CACHE to a folder that can be written to.", e);
        }
    }

    private static string Require(string folder, string variable) =>
        folder.Length > 0
            ? folder
            : throw new BuildError($"No folder to cache downloads in: {variable} is not set. Set it, or set EDGEINFER_CACHE to a folder.");
}
