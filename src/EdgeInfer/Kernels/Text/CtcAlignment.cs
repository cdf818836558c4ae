using System.Buffers;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>Finds where along the line the characters of a known text stand: the likeliest alignment that spells it.</summary>
/// <remarks>
/// The Viterbi algorithm over the text with blanks put between its characters (Graves et al., "Connectionist Temporal
/// Classification", 2006, section 4.1, with the maximum in place of the sum). Scratch memory is pooled; thread-safe.
/// </remarks>
internal static class CtcAlignment
{
    /// <param name="scores">T steps of C classes, row-major: [T, C].</param>
    /// <param name="scale">Whether the scores are probabilities or logits; either way the symbols carry probabilities.</param>
    /// <param name="classes">C, the blank included.</param>
    /// <param name="blank">The class that stands for no character, 0 … C − 1.</param>
    /// <param name="text">The characters' classes in reading order.</param>
    /// <param name="symbols">Receives one symbol a character; its probability is the largest of its steps.</param>
    /// <param name="meanProbability">The mean of the characters' probabilities, 0 … 1; 0 for an empty text.</param>
    /// <returns>False where no alignment spells the text: it is too long for the steps, or has probability 0.</returns>
    /// <exception cref="ArgumentException">The sizes contradict each other, or there is no room for the symbols.</exception>
    public static bool Run(
        ReadOnlySpan<float> scores, CtcScale scale, int classes, int blank, ReadOnlySpan<int> text, Span<CtcSymbol> symbols, out float meanProbability)
    {
        int steps = CtcContract.CountSteps(scores.Length, classes, blank);
        if (symbols.Length < text.Length)
            throw new ArgumentException($"The text has {text.Length} characters, but there is room for {symbols.Length}.", nameof(symbols));

        meanProbability = 0;
        if (text.IsEmpty) return true;
        if (steps == 0) return false;

        // Even places are the blanks around the characters, odd ones the characters.
        int places = 2 * text.Length + 1;
        double[] rented = ArrayPool<double>.Shared.Rent(2 * places);
        byte[] moves = ArrayPool<byte>.Shared.Rent(checked(steps * places));
        try
        {
            Span<double> before = rented.AsSpan(0, places), now = rented.AsSpan(places, places);
            before.Fill(double.NegativeInfinity);
            before[0] = 0;
            for (int step = 0; step < steps; step++)
            {
                Advance(scores.Slice(step * classes, classes), scale, blank, text, before, now, moves.AsSpan(step * places, places));
                Span<double> swap = before;
                before = now;
                now = swap;
            }

            int end = before[^1] >= before[^2] ? places - 1 : places - 2;
            if (!(before[end] > double.NegativeInfinity)) return false;
            Trace(scores, scale, classes, text, moves, places, steps, end, symbols);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
            ArrayPool<byte>.Shared.Return(moves);
        }

        double sum = 0;
        foreach (CtcSymbol symbol in symbols[..text.Length]) sum += symbol.Probability;
        meanProbability = (float)(sum / text.Length);
        return true;
    }

    /// <summary>One step on: a path stays, moves to the next place, or skips a blank between two different characters.</summary>
    private static void Advance(
        ReadOnlySpan<float> row, CtcScale scale, int blank, ReadOnlySpan<int> text, ReadOnlySpan<double> before, Span<double> now, Span<byte> moves)
    {
        double normalizer = scale == CtcScale.Logits ? LogSumOfExponentials(row) : 0;
        for (int place = 0; place < now.Length; place++)
        {
            int character = place / 2;
            int classId = (place & 1) == 0 ? blank : text[character];
            double best = before[place];
            byte move = 0;
            if (place > 0 && before[place - 1] > best) (best, move) = (before[place - 1], 1);
            if (place > 1 && (place & 1) == 1 && text[character] != text[character - 1] && before[place - 2] > best) (best, move) = (before[place - 2], 2);
            now[place] = best + (scale == CtcScale.Probabilities ? Math.Log(row[classId]) : row[classId] - normalizer);
            moves[place] = move;
        }
    }

    private static void Trace(
        ReadOnlySpan<float> scores, CtcScale scale, int classes, ReadOnlySpan<int> text, ReadOnlySpan<byte> moves, int places, int steps, int end, Span<CtcSymbol> symbols)
    {
        for (int i = 0; i < text.Length; i++) symbols[i] = new CtcSymbol(text[i], steps, 0, 0);
        int place = end;
        for (int step = steps - 1; step >= 0; step--)
        {
            if ((place & 1) == 1)
            {
                ref CtcSymbol symbol = ref symbols[place / 2];
                ReadOnlySpan<float> row = scores.Slice(step * classes, classes);
                float value = row[symbol.ClassId];
                float probability = scale == CtcScale.Probabilities ? value : (float)Math.Exp(value - LogSumOfExponentials(row));
                symbol = new CtcSymbol(symbol.ClassId, step, Math.Max(symbol.EndStep, step + 1), Math.Max(symbol.Probability, probability));
            }

            place -= moves[step * places + place];
        }
    }

    private static double LogSumOfExponentials(ReadOnlySpan<float> logits)
    {
        float largest = TensorPrimitives.Max(logits);
        double sum = 0;
        foreach (float logit in logits) sum += MathF.Exp(logit - largest);
        return largest + Math.Log(sum);
    }
}
