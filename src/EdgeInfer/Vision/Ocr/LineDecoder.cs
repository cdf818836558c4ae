using System.Buffers;
using System.Numerics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>A recogniser's steps to a line's text, score and, on request, its characters' places.</summary>
internal static class LineDecoder
{
    /// <summary>Prefixes that a search among allowed texts keeps: short texts that are not allowed yet compete with those that are.</summary>
    private const int BeamWidth = 32;

    /// <param name="scores">Steps of classes, row-major.</param>
    /// <param name="scale">What the scores are.</param>
    /// <param name="dictionary">As many entries as classes.</param>
    /// <param name="options">What may be read.</param>
    /// <param name="stretch">The input's width over that of the line in it; the rest is padding.</param>
    /// <param name="line">Receives text, score and characters.</param>
    public static void Read(ReadOnlySpan<float> scores, CtcScale scale, TextDictionary dictionary, TextReadOptions options, double stretch, ref FoundLine line)
    {
        int classes = dictionary.Symbols.Count;
        int steps = scores.Length / classes;
        CtcSymbol[] rented = ArrayPool<CtcSymbol>.Shared.Rent(Math.Max(steps, 1));
        try
        {
            int count = options.Constraint is { } constraint
                ? Search(scores, scale, classes, constraint.For(dictionary), rented, out line.Score)
                : CtcGreedyDecoder.Run(scores, scale, classes, TextDictionary.Blank, rented, out line.Score);
            ReadOnlySpan<CtcSymbol> symbols = rented.AsSpan(0, count);
            line.Text = Spell(symbols, dictionary);
            if (options.LocateCharacters && line.Score >= options.MinScore) line.Characters = Locate(symbols, steps, stretch, dictionary, in line);
        }
        finally
        {
            ArrayPool<CtcSymbol>.Shared.Return(rented);
        }
    }

    /// <summary>The likeliest allowed text, and its score on the scale of the greedy one: the mean of its characters' probabilities.</summary>
    private static int Search(ReadOnlySpan<float> scores, CtcScale scale, int classes, CtcAutomaton automaton, CtcSymbol[] symbols, out float score)
    {
        score = 0;
        using CtcBeamSearch search = CtcBeamSearch.Rent();
        search.Run(scores, scale, classes, TextDictionary.Blank, BeamWidth, automaton);
        if (search.Count == 0) return 0;
        int[] text = ArrayPool<int>.Shared.Rent(symbols.Length);
        try
        {
            int length = search.GetText(0, text, out _);
            return CtcAlignment.Run(scores, scale, classes, TextDictionary.Blank, text.AsSpan(0, length), symbols, out score) ? length : 0;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(text);
        }
    }

    private static string Spell(ReadOnlySpan<CtcSymbol> symbols, TextDictionary dictionary)
    {
        int length = 0;
        foreach (ref readonly CtcSymbol symbol in symbols) length += dictionary[symbol.ClassId].Length;
        if (length == 0) return "";
        char[] rented = ArrayPool<char>.Shared.Rent(length);
        int at = 0;
        foreach (ref readonly CtcSymbol symbol in symbols)
        {
            string text = dictionary[symbol.ClassId];
            text.CopyTo(0, rented, at, text.Length);
            at += text.Length;
        }

        string line = new(rented, 0, length);
        ArrayPool<char>.Shared.Return(rented);
        return line;
    }

    /// <summary>Borders halfway between the characters' middles; the outer ones as far out as the nearest inner ones.</summary>
    private static TextCharacter[] Locate(ReadOnlySpan<CtcSymbol> symbols, int steps, double stretch, TextDictionary dictionary, in FoundLine line)
    {
        PerspectiveTransform toPicture = line.Place.Straighten(line.UpsideDown).Invert();
        float width = line.Place.CropWidth, height = line.Place.CropHeight;
        var characters = new TextCharacter[symbols.Length];
        for (int i = 0; i < characters.Length; i++)
        {
            float middle = Middle(symbols[i]);
            float before = i > 0 ? (middle - Middle(symbols[i - 1])) / 2 : -1;
            float after = i + 1 < symbols.Length ? (Middle(symbols[i + 1]) - middle) / 2 : -1;
            if (before < 0) before = after < 0 ? middle : after;
            if (after < 0) after = i > 0 ? before : width - middle;
            float left = Math.Clamp(middle - before, 0, width), right = Math.Clamp(middle + after, 0, width);
            var box = new Quad(new Vector2(left, 0), new Vector2(right, 0), new Vector2(right, height), new Vector2(left, height));
            characters[i] = new TextCharacter(dictionary[symbols[i].ClassId], symbols[i].Probability, toPicture.Map(in box));
        }

        return characters;

        float Middle(CtcSymbol symbol) => (float)((symbol.FirstStep + symbol.EndStep) / 2.0 / steps * stretch * width);
    }
}
