using System.Globalization;
using System.Numerics.Tensors;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>A vector that stands for a picture or a face: close to those of similar ones, far from the rest.</summary>
/// <remarks>
/// Only vectors of the same model can be compared. Immutable and thread-safe. An embedding of a face is personal data,
/// although the face cannot be seen in it.
/// </remarks>
public sealed class Embedding
{
    private readonly float[] _values;
    private readonly float[] _unit;

    /// <summary>Takes a copy of a vector.</summary>
    /// <param name="values">At least one element, all finite, not all zero.</param>
    /// <param name="model">SHA-256 of the model that made it, in hexadecimal; null where that is not known.</param>
    /// <exception cref="ArgumentException">The vector is empty, has no direction, or an element is not finite.</exception>
    public Embedding(ReadOnlySpan<float> values, string? model = null)
        : this(values.ToArray(), model, nameof(values))
    {
    }

    private Embedding(float[] values, string? model, string parameter)
    {
        if (values.Length == 0) throw new ArgumentException("The vector is empty.", parameter);
        float[] unit = new float[values.Length];
        double length = L2Normalization.Run(values, unit);
        if (!(length > 0)) throw new ArgumentException(length == 0 ? "The vector is all zeros: it has no direction to compare." : "An element of the vector is not finite.", parameter);
        // A vector of length 1 is its own direction, up to the last bits.
        (_values, _unit, Model, Norm) = (values, Math.Abs(length - 1) < 1e-6 ? values : unit, model, length);
    }

    /// <summary>The numbers as the model gave them; of length 1 where the manifest, or the task, asks for that.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>How many numbers there are.</summary>
    public int Dimension => _values.Length;

    /// <summary>Euclidean (L2) length of the vector, over 0.</summary>
    public double Norm { get; }

    /// <summary>SHA-256 of the model file that made it, lower-case hexadecimal; null where that is not known.</summary>
    public string? Model { get; }

    /// <summary>The same direction with length 1.</summary>
    internal ReadOnlySpan<float> Unit => _unit;

    /// <summary>Cosine of the angle to another vector: 1 for the same direction, 0 for unrelated ones, −1 for opposite ones.</summary>
    /// <exception cref="ArgumentException">The other vector has another dimension, or is another model's.</exception>
    public float Similarity(Embedding other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Dimension != Dimension)
            throw new ArgumentException($"Vectors of {Dimension} and of {other.Dimension} numbers are not of the same model and cannot be compared.", nameof(other));
        if (Model is not null && other.Model is not null && !Model.Equals(other.Model, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The vectors were made by different models (sha256 {Model} and {other.Model}) and cannot be compared.", nameof(other));
        return Math.Clamp(TensorPrimitives.Dot(_unit, other._unit), -1, 1);
    }

    /// <summary>This vector with length 1.</summary>
    public Embedding Normalized() => new(_unit, Model);

    /// <summary>A copy of the numbers.</summary>
    public float[] ToArray() => [.. _values];

    /// <summary><c>128 numbers, length 17.46: 0.565 -1.003 -0.545 …</c></summary>
    public override string ToString()
    {
        string first = string.Join(' ', _values.Take(3).Select(static v => v.ToString("0.000", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"{Dimension} numbers, length {Norm:0.00}: {first}{(Dimension > 3 ? " …" : "")}");
    }
}
