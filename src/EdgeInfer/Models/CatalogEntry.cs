namespace EdgeInfer.Models;

/// <summary>A public model the library knows by its content.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="Bytes">Size of the file; lets other files be told apart without hashing them.</param>
/// <param name="Manifest">How to feed and read it.</param>
internal sealed record CatalogEntry(string Name, string Sha256, long Bytes, ModelManifest Manifest);
