using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace EdgeInfer.Imaging;

/// <summary>
/// The built-in font: glyphs of DejaVu Sans Bold rendered once at a generous size, from which text of any size is
/// made. Covers ASCII, Latin-1, Latin Extended-A and the signs that labels use. Made by <c>eng/font/make_atlas.py</c>.
/// </summary>
/// <remarks>
/// The resource is the bytes <c>EIGA</c>, a version byte (1), and a Brotli stream of, little-endian:
/// <code>
/// u16 pixels per em, u16 font units per em, then in font units
/// u16 ascent, u16 descent, u16 height of capitals, u16 height of x; u16 number of glyphs
/// per glyph, by ascending code point:
///     u16 code point, u16 advance in font units, i8 left, i8 top, u8 width, u8 height (see Glyph)
/// per glyph: width × height bytes of coverage
/// </code>
/// Immutable; safe to read from several threads.
/// </remarks>
internal sealed class GlyphAtlas
{
    private const string ResourceName = "EdgeInfer.Imaging.Drawing.GlyphAtlas.bin";
    private const byte Version = 1;
    private const int HeadBytes = 14;
    private const int GlyphBytes = 8;
    private const int Replacement = 0xFFFD;

    private static readonly Lazy<GlyphAtlas> OnFirstUse = new(Load);

    private readonly byte[] _unpacked;
    private readonly FrozenDictionary<int, Glyph> _glyphs;
    private readonly Glyph _replacement;

    private GlyphAtlas(byte[] unpacked)
    {
        _unpacked = unpacked;
        ReadOnlySpan<byte> head = unpacked;
        PixelsPerEm = ReadUInt16(head);
        float unitsPerEm = ReadUInt16(head[2..]);
        Ascent = WholeRows(ReadUInt16(head[4..]) / unitsPerEm);
        Descent = WholeRows(ReadUInt16(head[6..]) / unitsPerEm);
        CapHeight = ReadUInt16(head[8..]) / unitsPerEm;
        XHeight = ReadUInt16(head[10..]) / unitsPerEm;
        int count = ReadUInt16(head[12..]);

        var glyphs = new Dictionary<int, Glyph>(count);
        int offset = HeadBytes + count * GlyphBytes;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = unpacked.AsSpan(HeadBytes + i * GlyphBytes, GlyphBytes);
            var glyph = new Glyph(
                ReadUInt16(entry[2..]) / unitsPerEm, (sbyte)entry[4], (sbyte)entry[5], entry[6], entry[7], offset);
            glyphs.Add(ReadUInt16(entry), glyph);
            offset += glyph.Width * glyph.Height;
        }

        Debug.Assert(offset == unpacked.Length);
        _glyphs = glyphs.ToFrozenDictionary();
        _replacement = glyphs[Replacement];

        // Glyphs begin and end with whole rows of the atlas; a line must have room for these.
        float WholeRows(float ems) => MathF.Ceiling(ems * PixelsPerEm) / PixelsPerEm;
    }

    /// <summary>The one atlas, unpacked (0.6 MB) when it is first asked for.</summary>
    public static GlyphAtlas Shared => OnFirstUse.Value;

    /// <summary>Size at which the glyphs are stored.</summary>
    public int PixelsPerEm { get; }

    /// <summary>From the top of a line to its baseline, in ems.</summary>
    public float Ascent { get; }

    /// <summary>From the baseline to the bottom of a line, in ems.</summary>
    public float Descent { get; }

    /// <summary>Height of capital letters over the baseline, in ems.</summary>
    public float CapHeight { get; }

    /// <summary>Height of a lower-case x over the baseline, in ems.</summary>
    public float XHeight { get; }

    /// <summary>Code points that have a glyph of their own.</summary>
    public IEnumerable<int> CodePoints => _glyphs.Keys;

    /// <summary>The glyph to show for a character: a space for tabs and line ends, a boxed question mark for unknown ones.</summary>
    public Glyph Find(Rune character)
    {
        int code = character.Value is '\t' or '\n' or '\r' ? ' ' : character.Value;
        return _glyphs.TryGetValue(code, out Glyph glyph) ? glyph : _replacement;
    }

    /// <summary>Coverage of a glyph, row by row, 0 … 255.</summary>
    public ReadOnlySpan<byte> CoverageOf(Glyph glyph) => _unpacked.AsSpan(glyph.Offset, glyph.Width * glyph.Height);

    private static GlyphAtlas Load()
    {
        using Stream resource = typeof(GlyphAtlas).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly was built without its resource {ResourceName}.");
        Span<byte> signature = stackalloc byte[5];
        resource.ReadExactly(signature);
        if (!signature[..4].SequenceEqual("EIGA"u8) || signature[4] != Version)
        {
            throw new InvalidOperationException(
                $"Resource {ResourceName} is not a glyph atlas of version {Version}; run eng/font/make_atlas.py and build again.");
        }

        using var brotli = new BrotliStream(resource, CompressionMode.Decompress);
        using var unpacked = new MemoryStream(capacity: 640 * 1024);
        brotli.CopyTo(unpacked);
        return new GlyphAtlas(unpacked.ToArray());
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
