namespace EdgeInfer.Imaging;

/// <summary>The samples of a YUV picture, in whatever order they lie: what all YUV formats have in common.</summary>
/// <remarks>
/// Column x of a row has its luma at <c>x × <see cref="LumaStep"/></c>, its chroma at <c>(x + <see cref="Phase"/>) / 2 ×
/// <see cref="ChromaStep"/></c>, rounded down.
/// </remarks>
internal readonly ref struct YuvPlanes
{
    private readonly ReadOnlySpan<byte> _luma;
    private readonly ReadOnlySpan<byte> _u;
    private readonly ReadOnlySpan<byte> _v;
    private readonly int _width;
    private readonly int _lumaStride;
    private readonly ChromaLayout _chroma;

    public YuvPlanes(ReadOnlySpan<byte> luma, int lumaStride, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, ChromaLayout chroma, int width)
    {
        _luma = luma;
        _u = u;
        _v = v;
        _width = width;
        _lumaStride = lumaStride;
        _chroma = chroma;
    }

    /// <summary>Bytes from the luma of one column to that of the next.</summary>
    public int LumaStep => _chroma.LumaStep;

    /// <summary>Bytes from one chroma sample to the next.</summary>
    public int ChromaStep => _chroma.Step;

    /// <summary>1 where the first column is the second that shares its chroma, as in a part cut out at an odd column; else 0.</summary>
    public int Phase => _chroma.PhaseX;

    public YuvMatrix Matrix => YuvMatrix.For(_chroma.Color);

    /// <summary>The samples of one row, from that of column 0 to that of the last.</summary>
    public void GetRow(int y, out ReadOnlySpan<byte> luma, out ReadOnlySpan<byte> u, out ReadOnlySpan<byte> v)
    {
        int chroma = _chroma.RowOf(y) * _chroma.StrideBytes, length = _chroma.ColumnOf(_width - 1) * ChromaStep + 1;
        luma = _luma.Slice(y * _lumaStride, (_width - 1) * LumaStep + 1);
        u = _u.Slice(chroma, length);
        v = _v.Slice(chroma, length);
    }

    /// <summary>One row to three bytes a pixel.</summary>
    public void ToRgb(int y, Span<byte> rgb)
    {
        GetRow(y, out ReadOnlySpan<byte> luma, out ReadOnlySpan<byte> u, out ReadOnlySpan<byte> v);
        YuvMatrix matrix = Matrix;
        for (int x = 0; x < _width; x++)
        {
            int chroma = _chroma.ColumnOf(x) * ChromaStep;
            (rgb[3 * x], rgb[3 * x + 1], rgb[3 * x + 2]) = matrix.ToRgb(luma[x * LumaStep], u[chroma], v[chroma]);
        }
    }

    /// <summary>One pixel.</summary>
    public Rgb this[int x, int y]
    {
        get
        {
            int chroma = _chroma.RowOf(y) * _chroma.StrideBytes + _chroma.ColumnOf(x) * ChromaStep;
            return Matrix.ToRgb(_luma[y * _lumaStride + x * LumaStep], _u[chroma], _v[chroma]);
        }
    }
}

/// <summary>Where a YUV picture's chroma lies relative to its luma.</summary>
/// <param name="StrideBytes">Bytes from one row of chroma to the next.</param>
/// <param name="Step">Bytes from one sample to the next in a row.</param>
/// <param name="LumaStep">Bytes from one luma sample to the next in a row.</param>
/// <param name="RowShift">1 where two rows share one of chroma, else 0.</param>
/// <param name="PhaseX">1 where column 0 is the second of its pair, else 0.</param>
/// <param name="PhaseY">1 where row 0 is the second of its pair, else 0.</param>
/// <param name="Color">What the numbers mean.</param>
internal readonly record struct ChromaLayout(
    int StrideBytes, int Step, byte LumaStep, byte RowShift, byte PhaseX, byte PhaseY, YuvColor Color)
{
    public int ColumnOf(int x) => (x + PhaseX) >> 1;

    public int RowOf(int y) => (y + PhaseY) >> RowShift;

    /// <summary>The layout of a part that begins at a column and row of this one.</summary>
    public ChromaLayout Crop(int x, int y) => this with { PhaseX = (byte)((PhaseX + x) & 1), PhaseY = (byte)((PhaseY + y) & RowShift) };
}
