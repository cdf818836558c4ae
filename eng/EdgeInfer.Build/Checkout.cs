using System.Xml.Linq;

namespace EdgeInfer.Build;

/// <summary>The checkout this program belongs to.</summary>
internal sealed class Checkout
{
    private const string Solution = "EdgeInfer.sln";

    private Checkout(string root) => Root = root;

    public string Root { get; }

    public string SolutionFile => Path.Combine(Root, Solution);

    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>For projects made on the fly: inside the checkout, so that its NuGet configuration applies.</summary>
    public string Temporary => InArtifacts("bootstrap", "tmp");

    public string InRoot(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    public string InArtifacts(params ReadOnlySpan<string> parts) => Path.Combine([Artifacts, .. parts]);

    /// <summary>The checkout is above the folder this program was compiled into.</summary>
    public static Checkout Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return new Checkout(folder.FullName);
            }
        }

        throw new BuildError($"{Solution} was not found above {AppContext.BaseDirectory}. Run build.sh or build.ps1 of the checkout.");
    }

    /// <summary>The central version of a package.</summary>
    /// <param name="id">Package id.</param>
    /// <returns>The version, or null where Directory.Packages.props does not have the package.</returns>
    public string? CentralVersion(string id)
    {
        XElement project = XElement.Load(InRoot("Directory.Packages.props"));
        string? version = project.Elements("ItemGroup").Elements("PackageVersion")
            .FirstOrDefault(item => (string?)item.Attribute("Include") == id)?.Attribute("Version")?.Value;
        if (version is null || !version.StartsWith("$(", StringComparison.Ordinal))
        {
            return version;
        }

        string property = version[2..^1];
        return project.Elements("PropertyGroup").Elements(property).LastOrDefault()?.Value
            ?? throw new BuildError($"Directory.Packages.props gives {id} the version {version}, but sets no such property.");
    }
}
