using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>Whether two faces are taken for the same person's.</summary>
/// <param name="Similarity">Cosine between the two, −1 … 1.</param>
/// <param name="Threshold">From where on they count as the same person's.</param>
public readonly record struct FaceVerification(float Similarity, float Threshold)
{
    /// <summary>Whether the similarity reaches the threshold.</summary>
    public bool IsSamePerson => Similarity >= Threshold;

    /// <summary><c>same person, 0.71 (from 0.45 on)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsSamePerson ? "same person" : "different people")}, {Similarity:0.00} (from {Threshold:0.00} on)");
}
