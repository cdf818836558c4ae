using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeInfer.Imaging;

/// <summary>Turns a row of pixels from one format into another.</summary>
/// <remarks>
/// Colour to grey: Rec. 601 luma, 0.299 R + 0.587 G + 0.114 B, rounded to nearest (16-bit fixed point). A format
/// without alpha gets the colour over white, rounded to nearest; one with alpha gets 255 where the source has none.
/// </remarks>
internal static class PixelRow
{
    /// <param name="source">Whole pixels of format <paramref name="from"/>.</param>
    /// <param name="from">Format of the source.</param>
    /// <param name="destination">As many pixels of format <paramref name="to"/>. May be the source itself where pixels are equally large.</param>
    /// <param name="to">Format of the destination.</param>
    public static void Convert(ReadOnlySpan<byte> source, PixelFormat from, Span<byte> destination, PixelFormat to)
    {
        if (source.Length / from.BytesPerPixel() * to.BytesPerPixel() != destination.Length)
        {
            throw new ArgumentException("Source and destination hold different numbers of pixels.", nameof(destination));
        }

        switch (from)
        {
            case PixelFormat.Rgb24: From<Rgb>(source, destination, to); break;
            case PixelFormat.Bgr24: From<Bgr>(source, destination, to); break;
            case PixelFormat.Rgba32: From<Rgba>(source, destination, to); break;
            case PixelFormat.Bgra32: From<Bgra>(source, destination, to); break;
            default: From<Gray>(source, destination, to); break;
        }
    }

    private static void From<TSource>(ReadOnlySpan<byte> source, Span<byte> destination, PixelFormat to)
        where TSource : struct, IPixel
    {
        switch (to)
        {
            case PixelFormat.Rgb24: Convert<TSource, Rgb>(source, destination); break;
            case PixelFormat.Bgr24: Convert<TSource, Bgr>(source, destination); break;
            case PixelFormat.Rgba32: Convert<TSource, Rgba>(source, destination); break;
            case PixelFormat.Bgra32: Convert<TSource, Bgra>(source, destination); break;
            default: Convert<TSource, Gray>(source, destination); break;
        }
    }

    private static void Convert<TSource, TDestination>(ReadOnlySpan<byte> source, Span<byte> destination)
        where TSource : struct, IPixel
        where TDestination : struct, IPixel
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        int pixels = source.Length / TSource.Size;
        for (int i = 0; i < pixels; i++)
        {
            Color color = TSource.Load(ref Unsafe.Add(ref from, i * TSource.Size));
            if (TSource.HasAlpha && !TDestination.HasAlpha) color = color.OverWhite();
            TDestination.Store(ref Unsafe.Add(ref to, i * TDestination.Size), color);
        }
    }

    private readonly record struct Color(byte R, byte G, byte B, byte A)
    {
        public byte Luma => (byte)((R * 19595 + G * 38470 + B * 7471 + 32768) >> 16);

        public Color OverWhite() => new(OverWhite(R, A), OverWhite(G, A), OverWhite(B, A), 255);

        // The shifts divide by 255, rounded, for every product of two bytes.
        private static byte OverWhite(byte value, byte alpha)
        {
            int darkening = (255 - value) * alpha + 128;
            return (byte)(255 - ((darkening + (darkening >> 8)) >> 8));
        }
    }

    private interface IPixel
    {
        static abstract int Size { get; }

        static abstract bool HasAlpha { get; }

        static abstract Color Load(ref byte at);

        static abstract void Store(ref byte at, Color color);
    }

    private readonly struct Rgb : IPixel
    {
        public static int Size => 3;

        public static bool HasAlpha => false;

        public static Color Load(ref byte at) => new(at, Unsafe.Add(ref at, 1), Unsafe.Add(ref at, 2), 255);

        public static void Store(ref byte at, Color color) =>
            (at, Unsafe.Add(ref at, 1), Unsafe.Add(ref at, 2)) = (color.R, color.G, color.B);
    }

    private readonly struct Bgr : IPixel
    {
        public static int Size => 3;

        public static bool HasAlpha => false;

        public static Color Load(ref byte at) => new(Unsafe.Add(ref at, 2), Unsafe.Add(ref at, 1), at, 255);

        public static void Store(ref byte at, Color color) =>
            (at, Unsafe.Add(ref at, 1), Unsafe.Add(ref at, 2)) = (color.B, color.G, color.R);
    }

    private readonly struct Rgba : IPixel
    {
        public static int Size => 4;

        public static bool HasAlpha => true;

        public static Color Load(ref byte at) =>
            new(at, Unsafe.Add(ref at, 1), Unsafe.Add(ref at, 2), Unsafe.Add(ref at, 3));

        public static void Store(ref byte at, Color color)
        {
            Rgb.Store(ref at, color);
            Unsafe.Add(ref at, 3) = color.A;
        }
    }

    private readonly struct Bgra : IPixel
    {
        public static int Size => 4;

        public static bool HasAlpha => true;

        public static Color Load(ref byte at) =>
            new(Unsafe.Add(ref at, 2), Unsafe.Add(ref at, 1), at, Unsafe.Add(ref at, 3));

        public static void Store(ref byte at, Color color)
        {
            Bgr.Store(ref at, color);
            Unsafe.Add(ref at, 3) = color.A;
        }
    }

    private readonly struct Gray : IPixel
    {
        public static int Size => 1;

        public static bool HasAlpha => false;

        public static Color Load(ref byte at) => new(at, at, at, 255);

        public static void Store(ref byte at, Color color) => at = color.Luma;
    }
}
