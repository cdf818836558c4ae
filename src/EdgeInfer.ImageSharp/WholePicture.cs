using System.Buffers.Binary;

namespace EdgeInfer.ImageSharp;

/// <summary>Tells whether an encoded picture reaches its own end.</summary>
/// <remarks>ImageSharp fills the missing part of a truncated JPEG, PNG, GIF or TIFF with grey or nothing and does not say so.</remarks>
internal static class WholePicture
{
    /// <returns>False where the file ends before its type's end mark; true otherwise, and for types without one.</returns>
    public static bool IsComplete(ReadOnlySpan<byte> encoded, string format) => format switch
    {
        "jpeg" => JpegReachesItsEnd(encoded),
        "png" => PngReachesItsEnd(encoded),
        "gif" => GifReachesItsEnd(encoded),
        "webp" => encoded.Length >= 12 && BinaryPrimitives.ReadUInt32LittleEndian(encoded[4..]) + 8L <= encoded.Length,
        "tiff" => TiffExtent.IsInside(encoded),
        _ => true,
    };

    private static bool JpegReachesItsEnd(ReadOnlySpan<byte> jpeg)
    {
        int at = 2;
        while (true)
        {
            // Between segments, and inside a scan, only a marker matters: FF and a byte that is neither stuffing (00),
            // padding (FF) nor a restart mark (D0 to D7).
            int mark = jpeg[Math.Min(at, jpeg.Length)..].IndexOf((byte)0xFF);
            if (mark < 0 || at + mark + 1 >= jpeg.Length) return false;
            at += mark + 1;
            byte marker = jpeg[at];
            if (marker == 0xFF) continue;
            at++;
            if (marker == 0xD9) return true;
            if (marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8)) continue;

            if (at + 2 > jpeg.Length) return false;
            at += BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]);
        }
    }

    private static bool PngReachesItsEnd(ReadOnlySpan<byte> png)
    {
        long at = 8;
        while (at + 12 <= png.Length)
        {
            ReadOnlySpan<byte> chunk = png[(int)at..];
            at += 12 + (long)BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..].StartsWith("IEND"u8)) return at <= png.Length;
        }

        return false;
    }

    private static bool GifReachesItsEnd(ReadOnlySpan<byte> gif)
    {
        const byte Extension = 0x21;
        const byte Frame = 0x2C;
        const byte Trailer = 0x3B;
        if (gif.Length < 13) return false;
        long at = 13 + ColorTable(gif[10]);
        while (at < gif.Length)
        {
            switch (gif[(int)at])
            {
                case Trailer:
                    return true;
                case Extension:
                    at += 2;
                    break;
                case Frame when at + 10 < gif.Length:
                    at += 10 + ColorTable(gif[(int)at + 9]) + 1;
                    break;
                default:
                    return false;
            }

            // Data blocks, each behind its length, up to one of length 0.
            while (true)
            {
                if (at >= gif.Length) return false;
                int length = gif[(int)at];
                at += 1 + length;
                if (length == 0) break;
            }
        }

        return false;
    }

    private static int ColorTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
