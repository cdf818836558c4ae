namespace EdgeInfer.Vips.Interop;

/// <summary>Computes rows of a libvips picture straight into memory of ours, on the calling thread.</summary>
/// <remarks>
/// libvips' own way out of a pipeline starts worker threads and fills memory that it allocates. This one asks for
/// the rows itself, so nothing runs beside the caller and nothing is copied afterwards.
/// </remarks>
internal sealed unsafe class RegionReader : IDisposable
{
    private readonly string _family;
    private readonly int _width;
    private readonly ImageHandle _memory;
    private readonly RegionHandle _from;
    private readonly RegionHandle _to;

    /// <param name="image">8 bits a sample.</param>
    /// <param name="pixels">Pinned as long as this object lives: <paramref name="rows"/> packed rows of the picture's width.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="rows">Rows that fit into the memory.</param>
    /// <param name="bands">The picture's bands.</param>
    /// <param name="family">The file type at work, to pick the right lines of an error text.</param>
    public RegionReader(ImageHandle image, byte* pixels, int width, int rows, int bands, string family)
    {
        _family = family;
        _width = width;
        _memory = Native.ImageFromMemory(pixels, (nuint)width * (nuint)rows * (nuint)bands, width, rows, bands, BandFormat.UInt8);
        _to = Native.RegionNew(_memory);
        _from = Native.RegionNew(image);
        var everything = new VipsRect(0, 0, width, rows);
        if (_memory.IsInvalid || _to.IsInvalid || _from.IsInvalid || Native.RegionImage(_to, in everything) != 0)
        {
            Dispose();
            throw VipsException.Take(_family);
        }
    }

    /// <param name="y">First row of the picture.</param>
    /// <param name="rows">How many.</param>
    /// <param name="destinationRow">First row in the memory.</param>
    /// <exception cref="VipsException">The rows cannot be decoded.</exception>
    public void Read(int y, int rows, int destinationRow)
    {
        var part = new VipsRect(0, y, _width, rows);
        if (Native.RegionPrepareTo(_from, _to, in part, 0, destinationRow) != 0) throw VipsException.Take(_family);
    }

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
        _memory.Dispose();
    }
}
