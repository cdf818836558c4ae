namespace EdgeInfer.Vision;

/// <summary>One class a picture may belong to.</summary>
/// <param name="ClassId">Number of the class in the model's order, from 0.</param>
/// <param name="Label">Its name.</param>
/// <param name="Score">
/// Probability, 0 … 1, where the model gives probabilities or its manifest asks for a softmax; else the model's own number.
/// </param>
public readonly record struct Classification(int ClassId, string Label, float Score)
{
    /// <summary><c>tabby 0.77</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Label} {Score:0.00}");
}
