using System.Text.RegularExpressions;
using EdgeInfer.Providers;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>docs/providers.md says what the provider classes say.</summary>
public sealed partial class ProviderDocumentationTests
{
    [Fact]
    public void Tables_are_those_of_the_classes()
    {
        Assert.SkipWhen(ProviderCache.Root is null, "this user has no cache folder to show.");
        string file = Path.Combine(TestData.RepositoryRoot, "docs", "providers.md"), receivedFile = Path.Combine(TestData.RepositoryRoot, "docs", "providers.received.txt");
        string shown = File.ReadAllText(file).ReplaceLineEndings("\n");
        Assert.Equal(ProviderTables.All.Keys.Order(), Section().Matches(shown).Select(static m => m.Groups["name"].Value).Order());
        string received = Section().Replace(shown, static m => $"<!-- {m.Groups["name"].Value} -->\n{ProviderTables.All[m.Groups["name"].Value]}<!-- /{m.Groups["name"].Value} -->");
        if (received == shown)
        {
            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, received);
        Assert.Fail("The tables of docs/providers.md are not those of the provider classes. Take the new ones:\n    mv docs/providers.received.txt docs/providers.md");
    }

    [Fact]
    public void The_README_names_every_provider_and_its_package()
    {
        string readme = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "README.md"));
        foreach (ExecutionProvider provider in CapabilityRegistry.Current.Providers)
        {
            string row = Assert.Single(readme.Split('\n'), l => l.StartsWith($"| `{provider.Name}` |", StringComparison.Ordinal));
            if (provider.Facts.Package is { } package) Assert.Contains($"`{package}`", row);
        }
    }

    [GeneratedRegex("<!-- (?<name>[a-z]+) -->\n.*?<!-- /\\k<name> -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
