using System.Reflection;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>A change of the public API is a change of the approved listing, seen in review.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Assemblies => ["EdgeInfer", "EdgeInfer.Models", "EdgeInfer.Vips"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Is_what_was_approved(string assembly)
    {
        string folder = Path.Combine(TestData.RepositoryRoot, "tests", "EdgeInfer.PublicApi.Tests");
        string approvedFile = Path.Combine(folder, $"{assembly}.approved.txt");
        string receivedFile = Path.Combine(folder, $"{assembly}.received.txt");
        string received = ApiListing.Of(Assembly.Load(assembly));
        string approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile).ReplaceLineEndings("\n") : "";
        if (received == approved)
        {
            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, received);
        Assert.Fail($"""
            The public API of {assembly} is not what was approved:
            {ListingDifference.Between(approved, received)}
            If that is meant, accept it:
                mv '{Path.GetRelativePath(TestData.RepositoryRoot, receivedFile)}' '{Path.GetRelativePath(TestData.RepositoryRoot, approvedFile)}'
            """);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Is_documented_to_the_last_member(string assembly)
    {
        Assembly loaded = Assembly.Load(assembly);
        var documentation = XmlDocumentation.Load(Path.ChangeExtension(loaded.Location, ".xml"));

        string[] undocumented = [..
            from type in PublicSurface.Types(loaded)
            from member in PublicSurface.Members(type).Prepend(type)
            where !IsSelfExplanatory(member) && !documentation.Has(member)
            select DocumentationId.Of(member)];

        Assert.True(undocumented.Length == 0, "Without documentation:\n  " + string.Join("\n  ", undocumented));
    }

    /// <summary>A constructor without parameters that the compiler wrote says nothing that its type does not.</summary>
    private static bool IsSelfExplanatory(MemberInfo member) => member is ConstructorInfo constructor && constructor.GetParameters().Length == 0;
}
