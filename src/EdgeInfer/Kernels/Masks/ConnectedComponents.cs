using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>Numbers the connected regions of a mask; pixels that touch by a side or a corner belong together.</summary>
/// <remarks>
/// Two passes with union-find (Rosenfeld and Pfaltz, 1966; Wu, Otoo and Suzuki, 2009, for the order in which neighbours
/// are asked). Regions are numbered from 1 in the order of their first pixel, row by row, whatever their shape.
/// </remarks>
internal static class ConnectedComponents
{
    /// <param name="mask">Height × width bytes, row-major; anything but 0 belongs to a region.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="labels">As many; receives each pixel's region, 1 …, and 0 elsewhere.</param>
    /// <param name="components">Receives region 1 at 0, and so on, as far as there is room.</param>
    /// <returns>How many regions there are, which may be more than there is room for.</returns>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public static int Run(ReadOnlySpan<byte> mask, int width, int height, Span<int> labels, Span<MaskComponent> components)
    {
        MapContract.Check(mask.Length, width, height, nameof(mask));
        MapContract.Check(labels.Length, width, height, nameof(labels));
        if (mask.IsEmpty) return 0;

        // A new label needs a pixel whose left, upper and both upper diagonal neighbours are empty: at most every second
        // one of every second row.
        int most = ((width + 1) / 2) * ((height + 1) / 2);
        int[] parents = ArrayPool<int>.Shared.Rent(most + 1);
        try
        {
            int provisional = Label(mask, width, height, labels, parents);
            int count = Flatten(parents.AsSpan(0, provisional + 1));
            Resolve(labels, width, parents, components[..Math.Min(count, components.Length)]);
            return count;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(parents);
        }
    }

    private static int Label(ReadOnlySpan<byte> mask, int width, int height, Span<int> labels, int[] parents)
    {
        int last = 0;
        parents[0] = 0;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> pixels = mask.Slice(y * width, width);
            Span<int> row = labels.Slice(y * width, width);
            ReadOnlySpan<int> above = y == 0 ? default : labels.Slice((y - 1) * width, width);
            row.Clear();
            for (int x = pixels.IndexOfAnyExcept((byte)0); x >= 0 && x < width; x++)
            {
                if (pixels[x] == 0)
                {
                    int gap = pixels[x..].IndexOfAnyExcept((byte)0);
                    if (gap < 0) break;
                    x += gap;
                }

                int left = x > 0 ? row[x - 1] : 0;
                int upper = above.IsEmpty ? 0 : above[x];
                if (upper != 0)
                {
                    // All other neighbours touch this one, so they are one region already.
                    row[x] = upper;
                    continue;
                }

                int upperLeft = above.IsEmpty || x == 0 ? 0 : above[x - 1];
                int upperRight = above.IsEmpty || x == width - 1 ? 0 : above[x + 1];
                int west = left != 0 ? left : upperLeft;
                if (upperRight != 0) row[x] = west == 0 ? upperRight : Union(parents, west, upperRight);
                else if (west != 0) row[x] = west;
                else parents[row[x] = ++last] = last;
            }
        }

        return last;
    }

    /// <summary>The smaller root wins, so that a region's root is the label of its first pixel.</summary>
    private static int Union(int[] parents, int a, int b)
    {
        int rootA = Find(parents, a), rootB = Find(parents, b);
        int root = Math.Min(rootA, rootB);
        parents[rootA] = root;
        parents[rootB] = root;
        return root;
    }

    private static int Find(int[] parents, int label)
    {
        while (parents[label] != label)
        {
            parents[label] = parents[parents[label]];
            label = parents[label];
        }

        return label;
    }

    /// <summary>Makes every entry its region's final number. A parent is never larger than its child, so one sweep does.</summary>
    private static int Flatten(Span<int> parents)
    {
        int count = 0;
        for (int label = 1; label < parents.Length; label++)
            parents[label] = parents[label] == label ? ++count : parents[parents[label]];
        return count;
    }

    private static void Resolve(Span<int> labels, int width, int[] numbers, Span<MaskComponent> components)
    {
        components.Fill(new MaskComponent(0, int.MaxValue, int.MaxValue, 0, 0));
        for (int at = 0, y = 0; at < labels.Length; at += width, y++)
        {
            Span<int> row = labels.Slice(at, width);
            int x = 0;
            while (x < width)
            {
                int provisional = row[x];
                if (provisional == 0)
                {
                    int gap = row[x..].IndexOfAnyExcept(0);
                    if (gap < 0) break;
                    x += gap;
                    continue;
                }

                int number = numbers[provisional], start = x;
                while (x < width && row[x] != 0) row[x++] = number;
                if (number > components.Length) continue;
                MaskComponent old = components[number - 1];
                components[number - 1] = new MaskComponent(
                    old.Area + x - start, Math.Min(old.Left, start), Math.Min(old.Top, y), Math.Max(old.Right, x), y + 1);
            }
        }
    }
}
