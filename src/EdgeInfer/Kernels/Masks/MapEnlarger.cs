using System.Buffers;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>A map of one channel at a picture's size, row by row: bilinear, half-pixel centres, no antialiasing.</summary>
/// <remarks>Reads the map it was given; pooled memory, returned by <see cref="Dispose"/>.</remarks>
internal ref struct MapEnlarger
{
    private readonly ReadOnlySpan<float> _map;
    private readonly MapAxis _columns;
    private readonly MapAxis _rows;
    private MapSample[]? _samples;
    private float[]? _blended;

    /// <param name="map">[map height, map width].</param>
    /// <param name="columns">The picture's columns over the map's.</param>
    /// <param name="rows">The picture's rows over the map's.</param>
    /// <exception cref="ArgumentException">The map has another size.</exception>
    public MapEnlarger(ReadOnlySpan<float> map, MapAxis columns, MapAxis rows)
    {
        MapContract.Check(map.Length, columns.MapSize, rows.MapSize, nameof(map));
        _map = map;
        _columns = columns;
        _rows = rows;
        _samples = ArrayPool<MapSample>.Shared.Rent(columns.Count);
        _blended = ArrayPool<float>.Shared.Rent(columns.MapSize);
        for (int x = 0; x < columns.Count; x++) _samples[x] = columns.At(x);
    }

    /// <param name="y">A row of the picture.</param>
    /// <param name="row">Receives as many values as the picture has columns.</param>
    public readonly void Row(int y, Span<float> row)
    {
        ReadOnlySpan<MapSample> samples = _samples.AsSpan(0, _columns.Count);
        Span<float> blended = _blended.AsSpan(0, _columns.MapSize);
        MapSample down = _rows.At(y);
        TensorPrimitives.Lerp(
            _map.Slice(down.Index * blended.Length, blended.Length), _map.Slice(down.Next * blended.Length, blended.Length), down.Weight, blended);
        for (int x = 0; x < samples.Length; x++)
        {
            MapSample at = samples[x];
            float left = blended[at.Index];
            row[x] = left + (blended[at.Next] - left) * at.Weight;
        }
    }

    public void Dispose()
    {
        if (_samples is not null) ArrayPool<MapSample>.Shared.Return(_samples);
        if (_blended is not null) ArrayPool<float>.Shared.Return(_blended);
        _samples = null;
        _blended = null;
    }
}
