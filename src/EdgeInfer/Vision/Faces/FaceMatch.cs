using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>A person of a <see cref="FaceGallery"/> whom a face may belong to.</summary>
/// <param name="Name">The name the person was enrolled under.</param>
/// <param name="Similarity">Cosine between the face and the person's most similar enrolled face, −1 … 1.</param>
public readonly record struct FaceMatch(string Name, float Similarity)
{
    /// <summary><c>Ada 0.71</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Similarity:0.00}");
}
