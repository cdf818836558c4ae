namespace EdgeInfer.Build.Npm;

/// <summary>One version of an npm package, pinned to the exact bytes of its tarball.</summary>
/// <param name="Name">Name in the registry, scope included.</param>
/// <param name="Version">Exact version.</param>
/// <param name="Sha512">SHA-512 of the .tgz, Base64: the part after "sha512-" of the registry's dist.integrity.</param>
/// <param name="Megabytes">Size of the .tgz in 10^6 bytes, shown before the download.</param>
internal sealed record NpmPackage(string Name, string Version, string Sha512, int Megabytes)
{
    public string Spec => $"{Name}@{Version}";

    public string FileName => $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz";
}
