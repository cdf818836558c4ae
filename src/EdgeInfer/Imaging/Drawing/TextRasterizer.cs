using System.Buffers;
using System.Text;

namespace EdgeInfer.Imaging;

/// <summary>Measures and renders lines of text of one size.</summary>
/// <remarks>
/// A pixel's coverage is the mean of the atlas over that pixel's area, so strokes keep their weight at every size;
/// glyphs start at fractions of a pixel, so spacing is even. Two things keep small text crisp without hinting:
/// baselines lie between two rows, and heights are stretched or squeezed, by half a pixel at most for a lower-case
/// letter, until those letters are a whole number of pixels high.
/// </remarks>
internal readonly struct TextRasterizer
{
    // Below this, half a pixel would deform letters that are too small to read anyway.
    private const double SmallestFittedXHeight = 3;

    private readonly GlyphAtlas _atlas;
    private readonly float _size;

    // Pixels of the picture for one pixel of the atlas.
    private readonly double _scaleX;
    private readonly double _scaleY;

    /// <param name="size">Pixels per em.</param>
    public TextRasterizer(float size)
    {
        _atlas = GlyphAtlas.Shared;
        _size = size;
        double exactXHeight = size * (double)_atlas.XHeight;
        double stretch = exactXHeight < SmallestFittedXHeight ? 1 : Math.Round(exactXHeight) / exactXHeight;
        _scaleX = size / (double)_atlas.PixelsPerEm;
        _scaleY = _scaleX * stretch;
        CapHeight = (float)(size * _atlas.CapHeight * stretch);
        Baseline = MathF.Ceiling((float)(size * _atlas.Ascent * stretch));
        LineHeight = Baseline + MathF.Ceiling((float)(size * _atlas.Descent * stretch));
    }

    /// <summary>Height of capitals and digits, in pixels.</summary>
    public float CapHeight { get; }

    /// <summary>From the top of the line to the baseline; whole pixels.</summary>
    public float Baseline { get; }

    /// <summary>From the top of the line to its bottom; whole pixels.</summary>
    public float LineHeight { get; }

    public TextMetrics Measure(ReadOnlySpan<char> text)
    {
        double advance = 0;
        foreach (Rune character in text.EnumerateRunes()) advance += _atlas.Find(character).Advance;
        return new TextMetrics((float)(advance * _size), LineHeight, Baseline);
    }

    /// <summary>Draws a line that begins at <paramref name="x"/> and stands on the row edge <paramref name="baseline"/>.</summary>
    public void Draw(ImageCanvas canvas, double x, double baseline, ReadOnlySpan<char> text, Ink ink)
    {
        double pen = 0;
        foreach (Rune character in text.EnumerateRunes())
        {
            Glyph glyph = _atlas.Find(character);
            double left = x + pen * _size + glyph.Left * _scaleX;
            double top = baseline - glyph.Top * _scaleY;
            pen += glyph.Advance;
            if (left > canvas.Width) break;
            DrawGlyph(canvas, glyph, left, top, ink);
        }
    }

    private void DrawGlyph(ImageCanvas canvas, Glyph glyph, double left, double top, Ink ink)
    {
        // Where text is enlarged the tap is a whole atlas pixel wide, which makes it linear interpolation; it then
        // reaches half a tap over the glyph's edge.
        double overhangX = Math.Max(0, (_scaleX - 1) / 2);
        double overhangY = Math.Max(0, (_scaleY - 1) / 2);
        (int firstX, int endX) = PixelRange.Covering(left - overhangX, left + glyph.Width * _scaleX + overhangX, canvas.Width);
        (int firstY, int endY) = PixelRange.Covering(top - overhangY, top + glyph.Height * _scaleY + overhangY, canvas.Height);
        if (firstX >= endX || firstY >= endY || glyph.Width == 0) return;

        // The mean over an area is separable: first along the atlas rows, then down the columns.
        ReadOnlySpan<byte> source = _atlas.CoverageOf(glyph);
        int columns = endX - firstX;
        float[] narrowed = ArrayPool<float>.Shared.Rent(glyph.Height * columns);
        for (int column = 0; column < columns; column++)
        {
            var tap = new Tap(firstX + column, left, _scaleX, glyph.Width);
            for (int y = 0; y < glyph.Height; y++)
            {
                ReadOnlySpan<byte> row = source.Slice(y * glyph.Width, glyph.Width);
                float sum = 0;
                for (int i = tap.First; i < tap.End; i++) sum += row[i] * tap.WeightOf(i);
                narrowed[y * columns + column] = sum;
            }
        }

        byte[] coverage = ArrayPool<byte>.Shared.Rent(columns);
        for (int y = firstY; y < endY; y++)
        {
            var tap = new Tap(y, top, _scaleY, glyph.Height);
            for (int column = 0; column < columns; column++)
            {
                float sum = 0;
                for (int i = tap.First; i < tap.End; i++) sum += narrowed[i * columns + column] * tap.WeightOf(i);
                coverage[column] = (byte)(sum + 0.5f);
            }

            ink.Blend(canvas.Row(y), firstX, coverage.AsSpan(0, columns));
        }

        ArrayPool<byte>.Shared.Return(coverage);
        ArrayPool<float>.Shared.Return(narrowed);
    }

    /// <summary>The atlas pixels along one axis that a picture pixel sees, each with its share; shares sum to at most 1.</summary>
    private readonly struct Tap
    {
        private readonly double _from;
        private readonly double _to;
        private readonly double _perLength;

        public Tap(int pixel, double origin, double scale, int count)
        {
            double centre = (pixel + 0.5 - origin) / scale;
            double halfWidth = Math.Max(0.5, 0.5 / scale);
            _from = Math.Max(0, centre - halfWidth);
            _to = Math.Min(count, centre + halfWidth);
            _perLength = 0.5 / halfWidth;
            First = (int)_from;
            End = (int)Math.Ceiling(_to);
        }

        public int First { get; }

        public int End { get; }

        public float WeightOf(int index) => (float)((Math.Min(index + 1, _to) - Math.Max(index, _from)) * _perLength);
    }
}
