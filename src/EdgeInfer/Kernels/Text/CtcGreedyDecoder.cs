using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>Reads a line of text from a CTC model's output: the best class of each step, repeats merged, blanks dropped.</summary>
/// <remarks>
/// Graves et al., "Connectionist Temporal Classification", 2006, best path decoding. A character's score is that of the
/// first step of its run and a line's score their mean, as in PaddleOCR's <c>CTCLabelDecode</c>.
/// </remarks>
internal static class CtcGreedyDecoder
{
    /// <param name="scores">T steps of C classes, row-major: [T, C].</param>
    /// <param name="scale">Whether the scores are probabilities or logits; either way the symbols carry probabilities.</param>
    /// <param name="classes">C, the blank included.</param>
    /// <param name="blank">The class that stands for no character, 0 … C − 1.</param>
    /// <param name="symbols">Receives the characters in reading order; T are always enough.</param>
    /// <param name="meanProbability">The mean of the characters' probabilities, 0 … 1; 0 where nothing is read.</param>
    /// <returns>How many characters were written.</returns>
    /// <exception cref="ArgumentException">The sizes contradict each other, or <paramref name="symbols"/> is shorter than T.</exception>
    public static int Run(ReadOnlySpan<float> scores, CtcScale scale, int classes, int blank, Span<CtcSymbol> symbols, out float meanProbability)
    {
        int steps = CtcContract.CountSteps(scores.Length, classes, blank);
        if (symbols.Length < steps)
            throw new ArgumentException($"{steps} steps may hold as many characters, but there is room for {symbols.Length}.", nameof(symbols));

        int count = 0, previous = blank;
        double sum = 0;
        for (int step = 0; step < steps; step++)
        {
            ReadOnlySpan<float> row = scores.Slice(step * classes, classes);
            int best = TensorPrimitives.IndexOfMax(row);
            if (best != blank)
            {
                if (best == previous)
                {
                    symbols[count - 1] = symbols[count - 1] with { EndStep = step + 1 };
                }
                else
                {
                    float probability = scale == CtcScale.Probabilities ? row[best] : SoftmaxOf(row, row[best]);
                    symbols[count++] = new CtcSymbol(best, step, step + 1, probability);
                    sum += probability;
                }
            }

            previous = best;
        }

        meanProbability = count == 0 ? 0 : (float)(sum / count);
        return count;
    }

    /// <summary>The softmax's value for the largest logit, without writing the others.</summary>
    private static float SoftmaxOf(ReadOnlySpan<float> logits, float largest)
    {
        double sum = 0;
        foreach (float logit in logits) sum += MathF.Exp(logit - largest);
        return (float)(1 / sum);
    }
}
