using System.Text;

namespace EdgeInfer.Vision;

/// <summary>Characters that may stand at one place of a pattern: ranges of code points, or all but these.</summary>
internal sealed class RuneSet
{
    /// <summary>Any character.</summary>
    public static readonly RuneSet All = new([], negated: true);

    /// <summary>0 to 9.</summary>
    public static readonly RuneSet Digits = new([('0', '9')], negated: false);

    /// <summary>Letters of English, digits, the underscore.</summary>
    public static readonly RuneSet WordCharacters = new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')], negated: false);

    /// <summary>Space, tab, no-break and ideographic space.</summary>
    public static readonly RuneSet Spaces = new([(' ', ' '), ('\t', '\t'), (0xA0, 0xA0), (0x3000, 0x3000)], negated: false);

    private readonly (int From, int To)[] _ranges;
    private readonly bool _negated;

    public RuneSet((int From, int To)[] ranges, bool negated) => (_ranges, _negated) = (ranges, negated);

    /// <summary>All characters that this one lacks.</summary>
    public RuneSet Complement => new(_ranges, !_negated);

    /// <summary>Whether <see cref="Ranges"/> are those that it lacks.</summary>
    public bool IsNegated => _negated;

    public IReadOnlyList<(int From, int To)> Ranges => _ranges;

    public static RuneSet Of(Rune rune) => new([(rune.Value, rune.Value)], negated: false);

    public bool Contains(Rune rune)
    {
        foreach ((int from, int to) in _ranges)
        {
            if (rune.Value >= from && rune.Value <= to) return !_negated;
        }

        return _negated;
    }
}
