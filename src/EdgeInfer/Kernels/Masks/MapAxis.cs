namespace EdgeInfer.Kernels;

/// <summary>One axis of a picture over the same axis of a map that a model made of it: which map pixels a picture's pixel lies between.</summary>
/// <remarks>
/// Half-pixel centres, no antialiasing: for a picture that was stretched into the input, the positions of OpenCV's
/// <c>resize</c>. What lies beyond the part of the map that the picture covers is never read, so that a letterbox's padding does
/// not bleed in; pixels that a centre crop left out take what is nearest to them.
/// </remarks>
internal readonly struct MapAxis
{
    private readonly double _factor;
    private readonly double _offset;
    private readonly int _first;
    private readonly int _last;

    /// <param name="count">The picture's pixels along the axis, at least 1.</param>
    /// <param name="mapSize">The map's pixels, at least 1.</param>
    /// <param name="inputSize">The model input's pixels, which the map stretches over.</param>
    /// <param name="scale">Input pixels to one of the picture.</param>
    /// <param name="offset">Where in the input the picture begins, in its pixels.</param>
    public MapAxis(int count, int mapSize, int inputSize, double scale, double offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mapSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize);
        Count = count;
        MapSize = mapSize;
        double perInput = (double)mapSize / inputSize;
        _factor = scale * perInput;
        _offset = offset * perInput;
        // The map pixels whose centres the picture covers; where it covers none, the one in its middle.
        double start = Math.Max(0, _offset), end = Math.Min(mapSize, _offset + count * _factor);
        const double rounding = 1e-6;
        _first = (int)Math.Ceiling(start - 0.5 - rounding);
        _last = (int)Math.Floor(end - 0.5 + rounding);
        if (_first > _last) _first = _last = (int)((start + end) / 2);
        _first = Math.Clamp(_first, 0, mapSize - 1);
        _last = Math.Clamp(_last, _first, mapSize - 1);
    }

    /// <summary>The picture's pixels.</summary>
    public int Count { get; }

    /// <summary>The map's pixels.</summary>
    public int MapSize { get; }

    /// <summary>Columns of a map over a picture's.</summary>
    public static MapAxis Columns(in ResizePlan plan, int width, int mapWidth) =>
        new(width, mapWidth, plan.InputWidth, plan.Transform.ScaleX, plan.Transform.OffsetX);

    /// <summary>Rows of a map over a picture's.</summary>
    public static MapAxis Rows(in ResizePlan plan, int height, int mapHeight) =>
        new(height, mapHeight, plan.InputHeight, plan.Transform.ScaleY, plan.Transform.OffsetY);

    /// <summary>The two map pixels that a picture's pixel lies between.</summary>
    public MapSample At(int index)
    {
        double position = Math.Clamp((index + 0.5) * _factor + _offset - 0.5, _first, _last);
        int below = (int)position;
        return new MapSample(below, Math.Min(below + 1, _last), (float)(position - below));
    }

    /// <summary>The map pixel that holds the centre of a picture's pixel.</summary>
    public int Nearest(int index) => Math.Clamp((int)Math.Floor((index + 0.5) * _factor + _offset), _first, _last);
}
