using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging.Drawing;

/// <summary>Pixels with bytes before, between and after the rows that no drawing may touch.</summary>
internal sealed class GuardedPicture
{
    private const byte Guard = 0xA5;
    private const int Before = 64;
    private const int BetweenRows = 13;

    private readonly byte[] _memory;
    private readonly int _stride;

    public GuardedPicture(int width, int height, PixelFormat format = PixelFormat.Gray8)
    {
        (Width, Height, Format) = (width, height, format);
        _stride = width * format.BytesPerPixel() + BetweenRows;
        _memory = new byte[Before + height * _stride + Before];
        _memory.AsSpan().Fill(Guard);
        for (int y = 0; y < height; y++) Row(y).Clear();
    }

    public int Width { get; }

    public int Height { get; }

    public PixelFormat Format { get; }

    public ImageCanvas Canvas => new(_memory.AsSpan(Before, Height * _stride), Width, Height, _stride, Format);

    /// <summary>First channel of a pixel; on Gray8 drawn white on black, its coverage.</summary>
    public byte this[int x, int y] => Row(y)[x * Format.BytesPerPixel()];

    /// <summary>Sum of coverage in pixels, for Gray8 drawn white on black.</summary>
    public double Ink
    {
        get
        {
            long sum = 0;
            for (int y = 0; y < Height; y++)
            {
                foreach (byte value in Row(y)) sum += value;
            }

            return sum / 255.0;
        }
    }

    /// <summary>Smallest rectangle with all pixels that are not 0: right and bottom are exclusive; all 0 where nothing is drawn.</summary>
    public (int Left, int Top, int Right, int Bottom) InkBounds
    {
        get
        {
            int left = Width, top = Height, right = 0, bottom = 0;
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    if (this[x, y] == 0) continue;
                    (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                    (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y + 1));
                }
            }

            return right == 0 ? default : (left, top, right, bottom);
        }
    }

    /// <summary>Centre of the ink's mass.</summary>
    public (double X, double Y) InkCentre
    {
        get
        {
            double sum = 0, sumX = 0, sumY = 0;
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    sum += this[x, y];
                    sumX += this[x, y] * (x + 0.5);
                    sumY += this[x, y] * (y + 0.5);
                }
            }

            return (sumX / sum, sumY / sum);
        }
    }

    public Span<byte> Row(int y) => _memory.AsSpan(Before + y * _stride, Width * Format.BytesPerPixel());

    public void AssertGuardsUntouched()
    {
        Assert.Equal(-1, _memory.AsSpan(0, Before).IndexOfAnyExcept(Guard));
        for (int y = 0; y < Height; y++)
        {
            Assert.Equal(-1, _memory.AsSpan(Before + (y + 1) * _stride - BetweenRows, BetweenRows).IndexOfAnyExcept(Guard));
        }

        Assert.Equal(-1, _memory.AsSpan(^Before..).IndexOfAnyExcept(Guard));
    }
}
