namespace EdgeInfer.Kernels;

/// <summary>Indices of the largest values.</summary>
internal static class TopK
{
    /// <param name="values">Any length. NaN ranks below everything.</param>
    /// <param name="indices">Receives the winners, best first; ties keep the lower index first.</param>
    /// <returns>How many were written: the smaller of both lengths.</returns>
    public static int Run(ReadOnlySpan<float> values, Span<int> indices)
    {
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (count == indices.Length && (count == 0 || !Ranks(values[i], values[indices[count - 1]]))) continue;

            int place = count == indices.Length ? count - 1 : count++;
            while (place > 0 && Ranks(values[i], values[indices[place - 1]]))
            {
                indices[place] = indices[place - 1];
                place--;
            }

            indices[place] = i;
        }

        return count;

        static bool Ranks(float value, float above) => value > above || (float.IsNaN(above) && !float.IsNaN(value));
    }
}
