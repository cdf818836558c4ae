using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Feed;

/// <summary>
/// Compiles ONNX Runtime's official C# API from its sources, to an assembly of the same identity (name,
/// version, public key) as the one in the real package, so that what is compiled against either runs with
/// the other.
/// </summary>
internal static partial class ManagedApi
{
    public const string AssemblyName = "Microsoft.ML.OnnxRuntime";
    public const string TargetFramework = "net8.0";
    public const string TensorsId = "System.Numerics.Tensors";

    /// <summary>The generation of System.Numerics.Tensors that the real package depends on.</summary>
    private const string TensorsVersions = "9.0.*";

    /// <param name="sources">Folder with the *.cs files.</param>
    /// <param name="version">Version of ONNX Runtime, three numbers.</param>
    /// <param name="folder">Empty folder to build in.</param>
    /// <param name="cancel">Ends the compiler.</param>
    public static async Task<CompiledApi> CompileAsync(string sources, string version, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        string key = Path.Combine(folder, "PublicKey.snk");
        await File.WriteAllBytesAsync(key, PublicKeyIn(sources), cancel);
        string project = await IsolatedProject.WriteAsync(
            folder, AssemblyName + ".csproj", ProjectFile(sources, version, key).ToString(), cancel);
        string output = Path.Combine(folder, "out");
        Outcome outcome = await Dotnet.Build(folder, project, $"-p:OutDir={output}/").CaptureAsync(cancel);
        if (!outcome.Succeeded)
        {
            throw new BuildError($"The C# API of ONNX Runtime {version} did not compile: {Dotnet.Complaints(outcome)}");
        }

        return new CompiledApi(Path.Combine(output, AssemblyName + ".dll"), ResolvedTensorsVersion(folder));
    }

    /// <summary>
    /// The lowest version of that generation is not in every package source. Depending on the one that was
    /// found keeps NuGet from warning (NU1603) in every project that uses the package.
    /// </summary>
    private static string ResolvedTensorsVersion(string folder)
    {
        using FileStream stream = File.OpenRead(Path.Combine(folder, "obj", "project.assets.json"));
        using var assets = JsonDocument.Parse(stream);
        return assets.RootElement.GetProperty("libraries").EnumerateObject()
            .Select(library => library.Name.Split('/'))
            .Single(idAndVersion => idAndVersion[0] == TensorsId)[1];
    }

    private static XElement ProjectFile(string sources, string version, string key) =>
        new("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                new XElement("TargetFramework", TargetFramework),
                new XElement("AssemblyName", AssemblyName),
                new XElement("Version", version),
                new XElement("AssemblyVersion", version + ".0"),
                new XElement("IncludeSourceRevisionInInformationalVersion", false),
                new XElement("LangVersion", "12"),
                new XElement("AllowUnsafeBlocks", true),
                new XElement("GenerateDocumentationFile", true),
                new XElement("EnableDefaultCompileItems", false),
                new XElement("Deterministic", true),
                new XElement("PathMap", sources + "=/onnxruntime"),
                new XElement("DebugType", "none"),
                new XElement("SignAssembly", true),
                new XElement("PublicSign", true),
                new XElement("AssemblyOriginatorKeyFile", key),
                // Warnings in someone else's sources are nothing the reader of this build could act on.
                new XElement("TreatWarningsAsErrors", false),
                new XElement("RunAnalyzers", false),
                new XElement("WarningLevel", 0)),
            new XElement("ItemGroup",
                new XElement("Compile", new XAttribute("Include", Path.Combine(sources, "**", "*.cs"))),
                // The Unity variant leaves this to its other files.
                new XElement("Using", new XAttribute("Include", "System.Reflection")),
                new XElement("PackageReference",
                    new XAttribute("Include", TensorsId), new XAttribute("Version", TensorsVersions))));

    /// <summary>The sources name the key in their InternalsVisibleTo: the assembly and its tests share it.</summary>
    private static byte[] PublicKeyIn(string sources)
    {
        string file = Path.Combine(sources, "AssemblyInfo.shared.cs");
        Match match = PublicKey().Match(File.ReadAllText(file));
        return match.Success
            ? Convert.FromHexString(match.Groups[1].ValueSpan)
            : throw new BuildError($"{file} names no public key to sign ONNX Runtime's C# API with; this version of the sources needs another recipe.");
    }

    [GeneratedRegex("PublicKey=([0-9a-f]{320})", RegexOptions.IgnoreCase)]
    private static partial Regex PublicKey();
}

/// <summary>What <see cref="ManagedApi.CompileAsync"/> made.</summary>
/// <param name="Assembly">Path of the assembly; its XML documentation lies beside it.</param>
/// <param name="TensorsVersion">The version of System.Numerics.Tensors it was compiled against.</param>
internal sealed record CompiledApi(string Assembly, string TensorsVersion)
{
    public string Documentation => Path.ChangeExtension(Assembly, ".xml");
}
