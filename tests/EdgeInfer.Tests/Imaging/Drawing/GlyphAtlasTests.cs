using System.Text;
using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging.Drawing;

public class GlyphAtlasTests
{
    private static readonly GlyphAtlas Atlas = GlyphAtlas.Shared;

    [Fact]
    public void Covers_what_labels_are_written_with()
    {
        var covered = Atlas.CodePoints.ToHashSet();
        Assert.All(Enumerable.Range(0x20, 95), code => Assert.Contains(code, covered));
        Assert.All(Enumerable.Range(0xA0, 96), code => Assert.Contains(code, covered));
        Assert.All(Enumerable.Range(0x100, 128), code => Assert.Contains(code, covered));
        Assert.All("€–—…“”„‘’•→≤≥−\uFFFD", sign => Assert.Contains(sign, covered));
    }

    [Fact]
    public void Characters_with_ink_have_some_and_spaces_only_advance()
    {
        foreach (int code in Atlas.CodePoints)
        {
            var character = new Rune(code);
            Glyph glyph = Atlas.Find(character);
            bool blank = Rune.IsWhiteSpace(character) || code == 0xAD;
            Assert.Equal(blank, Atlas.CoverageOf(glyph).IsEmpty);
            Assert.Equal(code != 0xAD, glyph.Advance > 0);
            if (!blank) Assert.InRange(Atlas.CoverageOf(glyph).ToArray().Max(), 200, 255);
        }
    }

    [Fact]
    public void Digits_are_equally_wide_so_that_scores_align()
    {
        Assert.Single("0123456789".Select(digit => Atlas.Find(new Rune(digit)).Advance).Distinct());
    }

    [Fact]
    public void Coverage_of_an_I_is_a_solid_bar_as_high_as_capitals()
    {
        Glyph bar = Atlas.Find(new Rune('I'));
        Assert.Equal(bar.Top, bar.Height);
        Assert.Equal(Atlas.CapHeight * Atlas.PixelsPerEm, bar.Height, 1.0);
        ReadOnlySpan<byte> coverage = Atlas.CoverageOf(bar);
        for (int y = 1; y < bar.Height - 1; y++) Assert.Equal(255, coverage[y * bar.Width + bar.Width / 2]);
    }

    [Fact]
    public void Packed_atlas_stays_small()
    {
        using Stream? resource = typeof(GlyphAtlas).Assembly.GetManifestResourceStream("EdgeInfer.Imaging.Drawing.GlyphAtlas.bin");
        Assert.NotNull(resource);
        Assert.InRange(resource.Length, 1, 60 * 1024);
    }
}
