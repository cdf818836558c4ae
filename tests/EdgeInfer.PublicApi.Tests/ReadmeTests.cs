using System.Text.RegularExpressions;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>The README shows what <see cref="ReadmeExamples"/> compiles and runs.</summary>
public sealed partial class ReadmeTests
{
    private const string ExamplesFile = "tests/EdgeInfer.PublicApi.Tests/ReadmeExamples.cs";

    private static readonly string Examples = Read(ExamplesFile);

    [Fact]
    public void Code_is_the_code_that_runs()
    {
        string[] shown = [.. CodeBlock().Matches(Read("README.md")).Select(static m => m.Groups["code"].Value)];
        string[] run = [.. Example().Matches(Examples).Select(static m => WithoutIndentation(m.Groups["code"].Value))];

        Assert.NotEmpty(shown);
        Assert.True(
            shown.Select(static s => UsingDirective().Replace(s, "").Trim('\n')).SequenceEqual(run),
            $"The C# blocks of README.md and the marked examples in {ExamplesFile} differ; make them the same, in the same order.");
    }

    [Fact]
    public void Namespaces_it_shows_are_those_the_examples_use()
    {
        IEnumerable<string> shown = CodeBlock().Matches(Read("README.md"))
            .SelectMany(static m => UsingDirective().Matches(m.Groups["code"].Value))
            .Select(static m => m.Value.Trim());

        Assert.All(shown, static line => Assert.Contains(line + "\n", Examples));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(TestData.RepositoryRoot, file)).ReplaceLineEndings("\n");

    private static string WithoutIndentation(string code)
    {
        string[] lines = code.Trim('\n').Split('\n');
        int indentation = lines.Where(static l => l.Length > 0).Min(static l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length > 0 ? l[indentation..] : ""));
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^ *// README\n(?<code>.*?)^ *// end$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("^using [A-Za-z0-9.]+;\n", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();
}
