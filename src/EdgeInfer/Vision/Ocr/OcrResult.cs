using System.Buffers;
using System.Collections;

namespace EdgeInfer.Vision;

/// <summary>The lines read from one picture, in reading order.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class OcrResult : IReadOnlyList<TextLine>
{
    private readonly TextLine[] _lines;

    internal OcrResult(TextLine[] lines) => _lines = lines;

    /// <summary>Keeps what scores enough, in pixels of the whole picture, in reading order.</summary>
    internal static OcrResult From(ReadOnlySpan<FoundLine> lines, float minScore, int left, int top)
    {
        int kept = 0;
        PlacedLine[] rented = ArrayPool<PlacedLine>.Shared.Rent(Math.Max(1, lines.Length));
        try
        {
            for (int i = 0; i < lines.Length; i++)
            {
                // Not NaN either.
                if (lines[i].Score >= minScore && lines[i].Text is { Length: > 0 }) rented[kept++] = new PlacedLine(i, lines[i].Place.Reading(lines[i].UpsideDown));
            }

            if (kept == 0) return Empty;
            ReadingOrder.Sort(rented.AsSpan(0, kept));
            var results = new TextLine[kept];
            for (int i = 0; i < kept; i++) results[i] = lines[rented[i].Index].ToResult(left, top);
            return new OcrResult(results);
        }
        finally
        {
            ArrayPool<PlacedLine>.Shared.Return(rented);
        }
    }

    /// <summary>Nothing read.</summary>
    public static OcrResult Empty { get; } = new([]);

    /// <summary>Number of lines.</summary>
    public int Count => _lines.Length;

    /// <summary>The whole page: the lines' texts, each on a line of its own.</summary>
    public string Text => string.Join('\n', _lines.Select(static l => l.Text));

    /// <summary>A line by its place in reading order, from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such line.</exception>
    public TextLine this[int index] => _lines[index];

    /// <inheritdoc/>
    public IEnumerator<TextLine> GetEnumerator() => ((IEnumerable<TextLine>)_lines).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;
}
