namespace EdgeInfer.Models;

/// <summary>A model's manifest and where it was found.</summary>
/// <param name="Manifest">The manifest, labels included.</param>
/// <param name="Origin">In words: <c>given by the caller</c>, a file, <c>the catalogue (yolox_nano)</c>, <c>recognised as …</c>.</param>
public sealed record ResolvedManifest(ModelManifest Manifest, string Origin);
