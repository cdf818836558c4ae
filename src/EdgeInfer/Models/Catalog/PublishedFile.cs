namespace EdgeInfer.Models;

/// <summary>From the page that shows a file of a repository to the file itself.</summary>
internal static class PublishedFile
{
    /// <param name="page"><c>https://github.com/OWNER/REPOSITORY/blob/COMMIT/PATH</c>; others are taken for the file.</param>
    public static Uri RawOf(Uri page)
    {
        string[] parts = page.AbsolutePath.Split('/', 5);
        return page.Host == "github.com" && parts is [_, var owner, var repository, "blob", var file]
            ? new Uri($"https://raw.githubusercontent.com/{owner}/{repository}/{file}")
            : page;
    }
}
