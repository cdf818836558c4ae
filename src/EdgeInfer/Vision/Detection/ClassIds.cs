namespace EdgeInfer.Vision;

/// <summary>Class numbers that a model gives as floating-point numbers.</summary>
internal static class ClassIds
{
    /// <summary>Beyond any label list; a larger number is something else than a class.</summary>
    private const float Most = 1 << 20;

    /// <returns>False for what is no class: −1 on rows that are padding, NaN.</returns>
    public static bool TryRead(float value, out int classId)
    {
        bool isClass = value is >= 0 and < Most;
        classId = isClass ? (int)value : 0;
        return isClass;
    }
}
