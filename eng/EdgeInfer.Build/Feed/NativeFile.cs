using EdgeInfer.Build.Npm;

namespace EdgeInfer.Build.Feed;

/// <summary>One native library: where npm has it, and where .NET looks for it.</summary>
/// <param name="Source">The npm package.</param>
/// <param name="Name">Path inside that package.</param>
/// <param name="Rid">.NET runtime identifier.</param>
/// <param name="FileName">
/// The name that DllImport resolution tries on that platform. It may differ from <paramref name="Name"/>, which
/// can carry a version as the loader's link does.
/// </param>
internal sealed record NativeFile(NpmPackage Source, string Name, string Rid, string FileName)
{
    public string PackagePath => $"runtimes/{Rid}/native/{FileName}";
}
