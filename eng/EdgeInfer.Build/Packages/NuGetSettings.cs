using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace EdgeInfer.Build.Packages;

/// <summary>The NuGet configuration files in effect for a checkout, nearest first.</summary>
internal sealed class NuGetSettings
{
    private readonly List<string> _files;

    public NuGetSettings(string checkout) => _files = [.. FilesFor(checkout).Where(File.Exists)];

    /// <summary>Where NuGet extracts packages: the environment, then the configuration, then its default.</summary>
    public string GlobalPackagesFolder
    {
        get
        {
            string? fromEnvironment = Environment.GetEnvironmentVariable("NUGET_PACKAGES");
            if (!string.IsNullOrWhiteSpace(fromEnvironment))
            {
                return fromEnvironment;
            }

            return _files.Select(ConfiguredFolder).FirstOrDefault(folder => folder is not null)
                ?? Path.Combine(Home, ".nuget", "packages");
        }
    }

    /// <summary>Changes when the configuration does: a new source makes what was learnt of the old ones void.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in _files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\n"));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static IEnumerable<string> FilesFor(string checkout)
    {
        for (DirectoryInfo? folder = new(checkout); folder is not null; folder = folder.Parent)
        {
            // The three spellings NuGet accepts on a case-sensitive file system.
            yield return Path.Combine(folder.FullName, "nuget.config");
            if (!OperatingSystem.IsWindows())
            {
                yield return Path.Combine(folder.FullName, "NuGet.config");
                yield return Path.Combine(folder.FullName, "NuGet.Config");
            }
        }

        if (OperatingSystem.IsWindows())
        {
            string roaming = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
            yield return Path.Combine(roaming, "NuGet", "NuGet.Config");
        }
        else
        {
            yield return Path.Combine(Home, ".nuget", "NuGet", "NuGet.Config");
            yield return Path.Combine(Home, ".config", "NuGet", "NuGet.Config");
        }
    }

    private static string? ConfiguredFolder(string file)
    {
        try
        {
            string? value = XDocument.Load(file).Root?.Element("config")?.Elements("add")
                .FirstOrDefault(add => string.Equals((string?)add.Attribute("key"), "globalPackagesFolder", StringComparison.OrdinalIgnoreCase))
                ?.Attribute("value")?.Value;
            return value is null ? null : Path.GetFullPath(Environment.ExpandEnvironmentVariables(value), Path.GetDirectoryName(file)!);
        }
        catch (XmlException)
        {
            // NuGet itself reports a broken file better, at restore.
            return null;
        }
    }
}
