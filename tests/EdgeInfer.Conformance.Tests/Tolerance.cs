namespace EdgeInfer.Conformance.Tests;

/// <summary>How far a result may lie from what is expected: |actual − expected| ≤ Absolute + Relative · |expected|.</summary>
internal sealed record Tolerance(double Absolute, double Relative)
{
    /// <summary>Nothing at all.</summary>
    public static Tolerance Exact { get; } = new(0, 0);

    /// <returns>Null where everything is within tolerance, else what is not.</returns>
    public string? Difference(OnnxValue[] actual, OnnxValue[] expected)
    {
        if (actual.Length != expected.Length) return $"{actual.Length} outputs instead of {expected.Length}";
        for (int i = 0; i < actual.Length; i++)
        {
            if (Difference(actual[i], expected[i]) is { } difference) return $"output {i}: {difference}";
        }

        return null;
    }

    private string? Difference(OnnxValue actual, OnnxValue expected)
    {
        switch (actual, expected)
        {
            case (OnnxNothing, OnnxNothing):
                return null;
            case (OnnxSequence a, OnnxSequence e):
                if (a.Items.Length != e.Items.Length) return $"a sequence of {a.Items.Length} instead of {e.Items.Length}";
                for (int i = 0; i < a.Items.Length; i++)
                {
                    if (Difference(a.Items[i], e.Items[i]) is { } difference) return $"item {i}: {difference}";
                }

                return null;
            case (OnnxTensor a, OnnxTensor e):
                return Difference(a, e);
            default:
                return $"{actual.GetType().Name} instead of {expected.GetType().Name}";
        }
    }

    private string? Difference(OnnxTensor actual, OnnxTensor expected)
    {
        if (actual.Type != expected.Type) return $"{actual.Type} instead of {expected.Type}";
        if (!actual.Shape.AsSpan().SequenceEqual(expected.Shape)) return $"shape [{string.Join(", ", actual.Shape)}] instead of [{string.Join(", ", expected.Shape)}]";
        if (!actual.Strings.AsSpan().SequenceEqual(expected.Strings)) return $"'{string.Join("', '", actual.Strings)}' instead of '{string.Join("', '", expected.Strings)}'";
        if (actual.Content.AsSpan().SequenceEqual(expected.Content)) return null;
        double[] a = actual.ToDoubles(), e = expected.ToDoubles();
        for (int i = 0; i < a.Length; i++)
        {
            bool within = a[i].Equals(e[i]) || Math.Abs(a[i] - e[i]) <= Absolute + Relative * Math.Abs(e[i]);
            if (!within) return $"element {i} is {a[i]:g9} instead of {e[i]:g9}";
        }

        return null;
    }
}
