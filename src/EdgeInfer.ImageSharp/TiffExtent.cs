using System.Buffers.Binary;

namespace EdgeInfer.ImageSharp;

/// <summary>Tells whether everything that the first directory of a TIFF file points at lies inside the file.</summary>
internal readonly ref struct TiffExtent
{
    private const int StripOffsets = 273;
    private const int StripByteCounts = 279;
    private const int TileOffsets = 324;
    private const int TileByteCounts = 325;

    private readonly ReadOnlySpan<byte> _file;
    private readonly bool _littleEndian;

    private TiffExtent(ReadOnlySpan<byte> file)
    {
        _file = file;
        _littleEndian = file[0] == 'I';
    }

    /// <returns>False where something lies behind the end. A BigTIFF is not examined: true.</returns>
    public static bool IsInside(ReadOnlySpan<byte> file)
    {
        if (file.Length < 8) return false;
        var extent = new TiffExtent(file);
        return extent.UInt16(2) != 42 || extent.DirectoryIsInside(extent.UInt32(4));
    }

    private bool DirectoryIsInside(long directory)
    {
        const int EntryBytes = 12;
        if (directory + 2 > _file.Length) return false;
        int entries = UInt16((int)directory);
        if (directory + 2 + entries * EntryBytes > _file.Length) return false;

        Values offsets = default;
        Values lengths = default;
        for (int i = 0; i < entries; i++)
        {
            int entry = (int)directory + 2 + i * EntryBytes;
            var values = new Values(UInt16(entry + 2), UInt32(entry + 4));

            // Up to four bytes of values stand in the entry itself, more of them elsewhere.
            values.Start = values.Bytes <= 4 ? entry + 8 : UInt32(entry + 8);
            if (values.Start + values.Bytes > _file.Length) return false;
            switch (UInt16(entry))
            {
                case StripOffsets or TileOffsets:
                    offsets = values;
                    break;
                case StripByteCounts or TileByteCounts:
                    lengths = values;
                    break;
            }
        }

        for (int i = 0; i < Math.Min(offsets.Count, lengths.Count); i++)
        {
            if (this[offsets, i] + this[lengths, i] > _file.Length) return false;
        }

        return true;
    }

    private long this[Values values, int index]
    {
        get
        {
            int at = (int)values.Start + index * values.ItemBytes;
            return values.ItemBytes switch
            {
                1 => _file[at],
                2 => UInt16(at),
                _ => UInt32(at),
            };
        }
    }

    private ushort UInt16(int at) =>
        _littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(_file[at..]) : BinaryPrimitives.ReadUInt16BigEndian(_file[at..]);

    private uint UInt32(int at) =>
        _littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(_file[at..]) : BinaryPrimitives.ReadUInt32BigEndian(_file[at..]);

    private struct Values(int type, uint count)
    {
        public readonly uint Count = count;

        public long Start;

        /// <summary>Bytes of one value, by the type's number in the specification; unknown types count as bytes.</summary>
        public readonly int ItemBytes = type switch
        {
            3 or 8 => 2,
            4 or 9 or 11 or 13 => 4,
            5 or 10 or 12 => 8,
            _ => 1,
        };

        public readonly long Bytes => (long)Count * ItemBytes;
    }
}
