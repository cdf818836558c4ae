using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>Follows the borders of a mask's regions, whose pixels touch by a side or a corner.</summary>
/// <remarks>
/// Suzuki and Abe, "Topological Structural Analysis of Digitized Binary Images by Border Following", 1985: the first
/// algorithm, without the hierarchy, for <see cref="ContourMode.All"/>, the second for
/// <see cref="ContourMode.External"/>. Points, starting points and sense are those of OpenCV's <c>findContours</c>; the
/// borders come in the order in which a scan row by row meets them, which is OpenCV's reversed. Pooled with its memory:
/// steady callers allocate nothing. One tracer is one thread's; its contours stay readable until the next
/// <see cref="Run"/> or its disposal.
/// </remarks>
internal sealed class ContourTracer : IDisposable
{
    private const byte Empty = 0;
    private const byte Untouched = 1;

    /// <summary>On a border that has been followed.</summary>
    private const byte Followed = 2;

    /// <summary>The same, and its right neighbour was seen to be empty: no border of a hole needs to begin here.</summary>
    private const byte FollowedRight = 3;

    /// <summary>Beyond this a tracer is left to the garbage collector rather than kept for the process's life.</summary>
    private const int MaxPooledPixels = 1 << 24;

    private static readonly ConcurrentQueue<ContourTracer> Pool = new();

    // The eight directions, counter-clockwise as seen, beginning with right.
    private static ReadOnlySpan<sbyte> StepX => [1, 1, 0, -1, -1, -1, 0, 1];

    private static ReadOnlySpan<sbyte> StepY => [0, -1, -1, -1, 0, 1, 1, 1];

    private const int Left = 4;
    private const int Right = 0;

    private byte[] _map = [];
    private PixelPoint[] _points = new PixelPoint[1024];
    private int[] _ends = new int[64];
    private bool[] _holes = new bool[64];
    private int _pointCount;

    private ContourTracer()
    {
    }

    /// <summary>How many borders the last run found.</summary>
    public int Count { get; private set; }

    /// <summary>An idle tracer; dispose gives it back.</summary>
    public static ContourTracer Rent() => Pool.TryDequeue(out ContourTracer? pooled) ? pooled : new ContourTracer();

    /// <summary>The pixels of a border in order: outer borders counter-clockwise as seen, holes clockwise.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public ReadOnlySpan<PixelPoint> GetContour(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        int start = index == 0 ? 0 : _ends[index - 1];
        return _points.AsSpan(start, _ends[index] - start);
    }

    /// <summary>Whether a border surrounds a hole; its pixels are still the region's.</summary>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public bool IsHole(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _holes[index];
    }

    /// <summary>Finds the borders; read them with <see cref="GetContour"/>.</summary>
    /// <param name="mask">Height × width bytes, row-major; anything but 0 belongs to a region.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="mode">Which borders.</param>
    /// <param name="keep">Which of their pixels.</param>
    /// <returns><see cref="Count"/>.</returns>
    /// <exception cref="ArgumentException">The mask has another size.</exception>
    public int Run(ReadOnlySpan<byte> mask, int width, int height, ContourMode mode, ContourPoints keep)
    {
        Count = 0;
        _pointCount = 0;
        MapContract.Check(mask.Length, width, height, nameof(mask));
        int stride = width + 2;
        CopyWithFrame(mask, width, height, stride);
        Span<int> offsets = stackalloc int[8];
        for (int i = 0; i < 8; i++) offsets[i] = StepY[i] * stride + StepX[i];

        for (int y = 1; y <= height; y++)
        {
            Span<byte> row = _map.AsSpan(y * stride, stride);
            // The last followed pixel left of here; the frame's empty pixel where there is none.
            int lastFollowed = 0;
            byte previous = Empty;
            int x = 1;
            while (x < stride)
            {
                int run = row[x..].IndexOfAnyExcept(previous);
                if (run < 0) break;
                x += run;
                if (previous >= Followed) lastFollowed = x - 1;

                bool outer = previous == Empty && row[x] == Untouched;
                bool hole = row[x] == Empty && (previous is Untouched or Followed);
                if (mode == ContourMode.External ? outer && row[lastFollowed] != Followed : outer || hole)
                {
                    int start = hole ? x - 1 : x;
                    Follow(y * stride + start, new PixelPoint(start - 1, y - 1), offsets, hole, keep);
                    lastFollowed = start;
                }

                previous = row[x];
                x++;
            }
        }

        return Count;
    }

    public void Dispose()
    {
        Count = 0;
        if (_map.Length <= MaxPooledPixels) Pool.Enqueue(this);
    }

    /// <summary>A frame of one empty pixel saves the tracer from asking where the map ends.</summary>
    private void CopyWithFrame(ReadOnlySpan<byte> mask, int width, int height, int stride)
    {
        int size = checked(stride * (height + 2));
        if (_map.Length < size) _map = new byte[size];
        _map.AsSpan(0, stride).Clear();
        _map.AsSpan(stride * (height + 1), stride).Clear();
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = _map.AsSpan((y + 1) * stride, stride);
            row[0] = row[stride - 1] = Empty;
            TensorPrimitives.Min(mask.Slice(y * width, width), (byte)1, row[1..^1]);
        }
    }

    private void Follow(int start, PixelPoint point, ReadOnlySpan<int> offsets, bool hole, ContourPoints keep)
    {
        // Clockwise from the empty neighbour to the first that is not: the border's last pixel.
        int background = hole ? Right : Left, direction = background;
        do direction = (direction - 1) & 7;
        while (direction != background && _map[start + offsets[direction]] == Empty);

        if (direction == background)
        {
            _map[start] = FollowedRight;
            Add(point);
        }
        else
        {
            int end = start + offsets[direction], at = start;
            int previousStep = direction ^ 4;
            while (true)
            {
                // Counter-clockwise from where the border came from to the pixel where it goes on.
                int from = direction;
                do direction++;
                while (_map[at + offsets[direction & 7]] == Empty);
                direction &= 7;

                bool rightIsEmpty = direction != Right && direction <= from;
                if (rightIsEmpty) _map[at] = FollowedRight;
                else if (_map[at] == Untouched) _map[at] = Followed;

                if (keep == ContourPoints.Every || direction != previousStep) Add(point);
                previousStep = direction;

                int next = at + offsets[direction];
                if (next == start && at == end) break;
                point = new PixelPoint(point.X + StepX[direction], point.Y + StepY[direction]);
                at = next;
                direction = (direction + 4) & 7;
            }
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _holes, Count * 2);
        }

        _ends[Count] = _pointCount;
        _holes[Count++] = hole;
    }

    private void Add(PixelPoint point)
    {
        if (_pointCount == _points.Length) Array.Resize(ref _points, _pointCount * 2);
        _points[_pointCount++] = point;
    }
}
