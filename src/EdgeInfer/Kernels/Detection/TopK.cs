namespace EdgeInfer.Kernels;

/// <summary>Indices of the largest values, in O(n log k).</summary>
internal static class TopK
{
    /// <summary>Up to this many winners, keeping them sorted by insertion beats a heap.</summary>
    private const int InsertionLimit = 32;

    /// <param name="values">Any length. NaN ranks below everything.</param>
    /// <param name="indices">Receives the winners, best first; ties keep the lower index first.</param>
    /// <returns>How many were written: the smaller of both lengths.</returns>
    public static int Run(ReadOnlySpan<float> values, Span<int> indices)
    {
        int count = Math.Min(values.Length, indices.Length);
        if (count == 0) return 0;
        if (count <= InsertionLimit) Insert(values, indices[..count]);
        else Heap(values, indices[..count]);
        return count;
    }

    private static void Insert(ReadOnlySpan<float> values, Span<int> indices)
    {
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (count == indices.Length && !Beats(values[i], values[indices[count - 1]])) continue;

            int place = count == indices.Length ? count - 1 : count++;
            while (place > 0 && Beats(values[i], values[indices[place - 1]]))
            {
                indices[place] = indices[place - 1];
                place--;
            }

            indices[place] = i;
        }
    }

    /// <summary>The winners so far form a heap with the worst of them on top, where a better value replaces it.</summary>
    private static void Heap(ReadOnlySpan<float> values, Span<int> heap)
    {
        for (int i = 0; i < heap.Length; i++) heap[i] = i;
        for (int i = heap.Length / 2 - 1; i >= 0; i--) SiftDown(values, heap, i);
        for (int i = heap.Length; i < values.Length; i++)
        {
            // Later ones lose ties, so only the value counts here.
            if (!Beats(values[i], values[heap[0]])) continue;
            heap[0] = i;
            SiftDown(values, heap, 0);
        }

        // The worst of the rest goes to the end of the rest, until the best is left in front.
        for (int end = heap.Length - 1; end > 0; end--)
        {
            (heap[0], heap[end]) = (heap[end], heap[0]);
            SiftDown(values, heap[..end], 0);
        }
    }

    private static void SiftDown(ReadOnlySpan<float> values, Span<int> heap, int place)
    {
        int sinking = heap[place];
        for (int child; (child = 2 * place + 1) < heap.Length; place = child)
        {
            if (child + 1 < heap.Length && IsWorse(values, heap[child + 1], heap[child])) child++;
            if (!IsWorse(values, heap[child], sinking)) break;
            heap[place] = heap[child];
        }

        heap[place] = sinking;
    }

    private static bool IsWorse(ReadOnlySpan<float> values, int a, int b) =>
        Beats(values[b], values[a]) || (!Beats(values[a], values[b]) && a > b);

    private static bool Beats(float value, float other) => value > other || (float.IsNaN(other) && !float.IsNaN(value));
}
