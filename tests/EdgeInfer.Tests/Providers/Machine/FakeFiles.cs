using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using System.Text.RegularExpressions;
using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>
/// The files of a made-up machine. In a listing, <c>== path</c> begins a file, <c>== path -> target</c> is a link, and <c>{0-3}</c> in a path stands
/// for several files, and <c>\0</c> for a zero byte; lines before the first are comments.
/// </summary>
internal sealed partial class FakeFiles : ISystemFiles
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, string> _links = [];

    /// <summary>The machines in the folder Machine/Listings.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.txt").Select(static f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(TestData.RepositoryRoot, "tests", "EdgeInfer.Tests", "Providers", "Machine", "Listings");

    public static FakeFiles Load(string name) => new FakeFiles().Add(File.ReadAllText(Path.Combine(Folder, name + ".txt")));

    /// <summary>Adds the files of a listing; those that were there before are replaced.</summary>
    public FakeFiles Add(string listing)
    {
        string? path = null;
        var text = new StringBuilder();
        foreach (string line in listing.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!line.StartsWith("== ", StringComparison.Ordinal))
            {
                text.Append(line).Append('\n');
                continue;
            }

            Close();
            path = line[3..].Trim();
        }

        Close();
        return this;

        void Close()
        {
            if (path is not null)
            {
                string[] link = path.Split(" -> ");
                // A blank line sets a file off from the next.
                foreach (string each in Expand(link[0]))
                {
                    if (link.Length == 2) _links[each] = link[1];
                    else _texts[each] = text.ToString().TrimEnd('\n').Replace("\\0", "\0", StringComparison.Ordinal) + "\n";
                }
            }

            text.Clear();
        }
    }

    public FakeFiles Set(string path, string text)
    {
        _texts[path] = text;
        return this;
    }

    public FakeFiles Remove(string path)
    {
        Assert.True(_texts.Remove(path), $"{path} was not there anyway");
        return this;
    }

    public string? ReadText(string path) => _texts.GetValueOrDefault(path);

    public IReadOnlyList<string> List(string folder, string pattern) =>
    [
        .. _texts.Keys.Concat(_links.Keys).Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(path => path[(folder.Length + 1)..].Split('/')[0]).Distinct()
            .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name)).Select(name => $"{folder}/{name}"),
    ];

    public string? LinkedName(string path) => _links.TryGetValue(path, out string? target) ? target.Split('/')[^1] : null;

    private static IEnumerable<string> Expand(string path)
    {
        Match range = Range().Match(path);
        if (!range.Success) return [path];
        int first = int.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture), last = int.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture);
        return Enumerable.Range(first, last - first + 1).Select(n => path.Replace(range.Value, n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\{(\d+)-(\d+)\}")]
    private static partial Regex Range();
}
