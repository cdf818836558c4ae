using System.Globalization;
using System.Text;

namespace EdgeInfer.Vision;

/// <summary>
/// Reads the regular expressions that describe whole lines of text: literals, <c>.</c>, classes with ranges, <c>\d \w \s</c> and their
/// opposites, groups, <c>|</c>, <c>? * +</c> and <c>{m,n}</c>. <c>^</c> at the start and <c>$</c> at the end may be there.
/// </summary>
/// <remarks>What looks at other characters than the next one (look-around, back references, word borders) is refused: no automaton does that.</remarks>
internal ref struct PatternParser
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 100;

    private readonly string _pattern;
    private int _at;
    private int _depth;

    private PatternParser(string pattern) => _pattern = pattern;

    /// <exception cref="TextPatternException">Not valid, or not supported.</exception>
    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        if (parser.Peek() == '^') parser._at++;
        PatternNode node = parser.Choice();
        if (parser.Peek() == ')') throw parser.Error("there is no '(' for this ')'; write \\) for the character.");
        return node;
    }

    private PatternNode Choice()
    {
        if (++_depth > MaxDepth) throw Error($"groups are nested more than {MaxDepth} deep.");
        List<PatternNode> branches = [Sequence()];
        while (Peek() == '|')
        {
            _at++;
            branches.Add(Sequence());
        }

        _depth--;
        return branches is [var only] ? only : new PatternNode.Choice(branches);
    }

    private PatternNode Sequence()
    {
        List<PatternNode> parts = [];
        while (Peek() is { } next && next is not ('|' or ')'))
        {
            if (next == '$' && _at == _pattern.Length - 1)
            {
                _at++;
                break;
            }

            parts.Add(Repeated(Atom()));
        }

        return parts is [var only] ? only : new PatternNode.Sequence(parts);
    }

    private PatternNode Repeated(PatternNode body)
    {
        (int Minimum, int? Maximum)? times = Peek() switch
        {
            '?' => (0, 1),
            '*' => (0, null),
            '+' => (1, null),
            '{' => Braces(),
            _ => null,
        };
        if (times is not var (minimum, maximum)) return body;
        _at++;
        return Peek() switch
        {
            '?' or '+' => throw Error("lazy and possessive repeats are not supported: a pattern describes the whole line, so that they would change nothing."),
            '*' or '{' => throw Error("a repeat cannot be repeated; put it into a group."),
            _ => new PatternNode.Repeat(body, minimum, maximum),
        };
    }

    /// <summary><c>{3}</c>, <c>{3,}</c> or <c>{3,5}</c>; ends on the closing brace.</summary>
    private (int, int?) Braces()
    {
        int start = _at++;
        int? minimum = Number();
        int? maximum = minimum;
        if (Peek() == ',')
        {
            _at++;
            maximum = Number();
        }

        if (minimum is null || Peek() != '}')
        {
            _at = start;
            throw Error("expected a repeat such as {3}, {3,} or {3,5}; write \\{ for the character.");
        }

        if (maximum < minimum || Math.Max(minimum.Value, maximum ?? 0) > MaxRepeat)
        {
            _at = start;
            throw Error($"a repeat's numbers must ascend and be at most {MaxRepeat}.");
        }

        return (minimum.Value, maximum);
    }

    private int? Number()
    {
        int start = _at;
        while (Peek() is { } digit && char.IsAsciiDigit(digit)) _at++;
        return int.TryParse(_pattern.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    private PatternNode Atom()
    {
        switch (_pattern[_at])
        {
            case '(': return Group();
            case '[': return new PatternNode.One(Class());
            case '.':
                _at++;
                return new PatternNode.One(RuneSet.All);
            case '\\': return new PatternNode.One(Escape(insideClass: false));
            case '?' or '*' or '+' or '{': throw Error($"there is nothing to repeat; write \\{_pattern[_at]} for the character.");
            case '^' or '$': throw Error("a pattern describes the whole line: ^ may stand at its start and $ at its end only; put a backslash before it for the character.");
            default: return new PatternNode.One(RuneSet.Of(Next()));
        }
    }

    private PatternNode Group()
    {
        int start = _at++;
        if (Peek() == '?')
        {
            if (!_pattern.AsSpan(_at).StartsWith("?:")) throw Error("of the special groups only (?:…) is supported.");
            _at += 2;
        }

        PatternNode inside = Choice();
        if (Peek() != ')')
        {
            _at = start;
            throw Error("this '(' is not closed; write \\( for the character.");
        }

        _at++;
        return inside;
    }

    private RuneSet Class()
    {
        int start = _at++;
        bool negated = Peek() == '^';
        if (negated) _at++;
        List<(int, int)> ranges = [];
        // As everywhere, a bracket that comes first is a character.
        for (bool first = true; Peek() != ']' || first; first = false)
        {
            if (Peek() is null)
            {
                _at = start;
                throw Error("this '[' is not closed; write \\[ for the character.");
            }

            RuneSet from = Peek() == '\\' ? Escape(insideClass: true) : RuneSet.Of(Next());
            bool isRange = Peek() == '-' && _at + 1 < _pattern.Length && _pattern[_at + 1] != ']';
            if (!isRange)
            {
                if (from.IsNegated) throw Error("\\D, \\W and \\S are not supported inside [ ].");
                ranges.AddRange(from.Ranges);
                continue;
            }

            int dash = _at++;
            RuneSet to = Peek() == '\\' ? Escape(insideClass: true) : RuneSet.Of(Next());
            if (from is not { IsNegated: false, Ranges: [var (low, lowEnd)] } || to is not { IsNegated: false, Ranges: [var (high, highEnd)] } || low != lowEnd || high != highEnd || high < low)
            {
                _at = dash;
                throw Error("a range needs two characters in ascending order; put a backslash before the dash for the character.");
            }

            ranges.Add((low, high));
        }

        _at++;
        return new RuneSet([.. ranges], negated);
    }

    private RuneSet Escape(bool insideClass)
    {
        _at++;
        char? escaped = Peek();
        if (escaped is { } letter && char.IsAsciiLetterOrDigit(letter))
        {
            _at++;
            return letter switch
            {
                'd' => RuneSet.Digits,
                'D' => RuneSet.Digits.Complement,
                'w' => RuneSet.WordCharacters,
                'W' => RuneSet.WordCharacters.Complement,
                's' => RuneSet.Spaces,
                'S' => RuneSet.Spaces.Complement,
                't' => RuneSet.Of(new Rune('\t')),
                'u' => RuneSet.Of(CodePoint()),
                _ => throw Back($"\\{letter} is not supported; supported are \\d \\w \\s \\D \\W \\S \\t \\uXXXX, and a backslash before any sign."),
            };
        }

        if (escaped is null) throw Back($"a backslash at the end{(insideClass ? " of a class" : "")} stands for nothing.");
        return RuneSet.Of(Next());
    }

    private Rune CodePoint()
    {
        if (_at + 4 <= _pattern.Length
            && ushort.TryParse(_pattern.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code)
            && Rune.TryCreate((char)code, out Rune rune))
        {
            _at += 4;
            return rune;
        }

        throw Error("\\u needs four hexadecimal digits of a character.");
    }

    private Rune Next()
    {
        if (!Rune.TryGetRuneAt(_pattern, _at, out Rune rune)) throw Error("half of a character.");
        _at += rune.Utf16SequenceLength;
        return rune;
    }

    private readonly char? Peek() => _at < _pattern.Length ? _pattern[_at] : null;

    private TextPatternException Back(string what)
    {
        _at--;
        return Error(what);
    }

    private readonly TextPatternException Error(string what) => new(_pattern, Math.Min(_at, Math.Max(0, _pattern.Length - 1)), what);
}
