using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EdgeInfer.Tests.Vips;

/// <summary>Writes picture files byte by byte: kinds that the codec reads but does not write, and lying headers.</summary>
internal static class PictureBytes
{
    public const int PngGray = 0;
    public const int PngRgb = 2;
    public const int PngPalette = 3;
    public const int PngGrayAlpha = 4;
    public const int PngRgba = 6;

    /// <param name="width">As the header shall say.</param>
    /// <param name="height">As the header shall say.</param>
    /// <param name="bitDepth">1, 2, 4, 8 or 16.</param>
    /// <param name="colorType">One of the constants above.</param>
    /// <param name="rows">Packed rows; more or fewer than the header says where a test wants that.</param>
    /// <param name="palette">RGB triples.</param>
    /// <param name="transparency">Content of the tRNS chunk.</param>
    public static byte[] Png(
        int width, int height, int bitDepth, int colorType, IEnumerable<byte[]> rows, byte[]? palette = null, byte[]? transparency = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)bitDepth;
        header[9] = (byte)colorType;

        var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (byte[] row in rows)
            {
                zlib.WriteByte(0); // This row is stored without a filter.
                zlib.Write(row);
            }
        }

        var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        WriteChunk(png, "IHDR", header);
        if (palette is not null) WriteChunk(png, "PLTE", palette);
        if (transparency is not null) WriteChunk(png, "tRNS", transparency);
        WriteChunk(png, "IDAT", pixels.ToArray());
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>A JPEG with an EXIF segment of nothing but an orientation.</summary>
    public static byte[] WithOrientation(ReadOnlySpan<byte> jpeg, ushort orientation)
    {
        // APP1, its length, "Exif", then a little TIFF file with one entry: tag 0x112, type short, count 1.
        byte[] segment =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8,
            .. "MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, (byte)(orientation >> 8), (byte)orientation, 0, 0,
            0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    /// <summary>Overwrites width and height in the frame header of a JPEG.</summary>
    public static byte[] WithFrameSize(byte[] jpeg, ushort width, ushort height)
    {
        byte[] copy = [.. jpeg];
        int frame = copy.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(frame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(frame + 7), width);
        return copy;
    }

    /// <summary>An uncompressed TIFF of one strip.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="samples">Samples a pixel.</param>
    /// <param name="bits">Bits a sample.</param>
    /// <param name="photometric">1 grey, 2 RGB, 5 CMYK.</param>
    /// <param name="sampleFormat">1 unsigned, 2 signed, 3 floating point.</param>
    /// <param name="data">The strip.</param>
    public static byte[] Tiff(int width, int height, int samples, int bits, int photometric, int sampleFormat, byte[] data)
    {
        const int Short = 3;
        const int Long = 4;
        (int Tag, int Type, int[] Values)[] entries =
        [
            (256, Long, [width]),
            (257, Long, [height]),
            (258, Short, [.. Enumerable.Repeat(bits, samples)]),
            (259, Short, [1]),
            (262, Short, [photometric]),
            (273, Long, [8]),
            (277, Short, [samples]),
            (278, Long, [height]),
            (279, Long, [data.Length]),
            (339, Short, [.. Enumerable.Repeat(sampleFormat, samples)]),
        ];

        var tiff = new MemoryStream();
        using var writer = new BinaryWriter(tiff);
        int directory = (8 + data.Length + 1) & ~1;
        writer.Write("II*\0"u8);
        writer.Write(directory);
        writer.Write(data);
        while (tiff.Position < directory) writer.Write((byte)0);

        // Values of more than four bytes lie behind the directory.
        int overflow = directory + 2 + entries.Length * 12 + 4;
        var behind = new MemoryStream();
        writer.Write((ushort)entries.Length);
        foreach ((int tag, int type, int[] values) in entries)
        {
            writer.Write((ushort)tag);
            writer.Write((ushort)type);
            writer.Write(values.Length);
            byte[] packed = [.. values.SelectMany(v => type == Short ? BitConverter.GetBytes((ushort)v) : BitConverter.GetBytes(v))];
            if (packed.Length <= 4)
            {
                Array.Resize(ref packed, 4);
                writer.Write(packed);
            }
            else
            {
                writer.Write(overflow + (int)behind.Length);
                behind.Write(packed);
            }
        }

        writer.Write(0);
        writer.Write(behind.ToArray());
        writer.Flush();
        return tiff.ToArray();
    }

    private static void WriteChunk(MemoryStream png, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        byte[] content = [.. Encoding.ASCII.GetBytes(type), .. data];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(content));
        png.Write(number);
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
