using System.Buffers;
using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Reads the lines that a detector found: cut out, turned where they are upside down, recognised; several at a time.</summary>
/// <remarks>
/// Lines share a batch where their inputs are equally wide: all short ones are, since recognisers have a narrowest input. For longer ones
/// padding to a common width takes what batching gains, and would make a line's text depend on its neighbours. Thread-safe.
/// </remarks>
internal sealed class LineReader(TextOrientationStage? orientation, TextRecognitionStage recognition)
{
    /// <summary>Beyond this a larger batch gains little and costs memory.</summary>
    private const int MaxBatch = 8;

    /// <summary>How much better a line must read upside down: what makes sense neither way stays as it is.</summary>
    private const float TurnGain = 0.1f;

    private volatile bool _refusesBatches;

    /// <summary>Fills in what the lines say. They come out in another order.</summary>
    public void Read(ImageView image, Span<FoundLine> lines, TextReadOptions options, ref OcrClock clock, CancellationToken cancellationToken)
    {
        // An automaton that the dictionary cannot meet is the caller's mistake even where nothing is found.
        options.Constraint?.For(recognition.Dictionary);
        foreach (ref FoundLine line in lines) line.InputWidth = recognition.InputWidthFor(line.Place.CropWidth, line.Place.CropHeight);
        lines.Sort(static (a, b) => a.InputWidth.CompareTo(b.InputWidth));
        for (int from = 0; from < lines.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = BatchFrom(lines[from..]);
            ReadBatch(image, lines.Slice(from, count), options, ref clock, cancellationToken);
            from += count;
        }
    }

    /// <summary>Reads what is hard to read a second time, upside down.</summary>
    private void Reread(ImageView image, Span<FoundLine> lines, TextReadOptions options, ref OcrClock clock, CancellationToken cancellationToken)
    {
        FoundLine[] rented = ArrayPool<FoundLine>.Shared.Rent(lines.Length);
        try
        {
            int count = 0;
            foreach (ref readonly FoundLine line in lines)
            {
                if (line.Score < options.RereadBelow) rented[count++] = line with { UpsideDown = true, Characters = null };
            }

            if (count == 0) return;
            Span<FoundLine> turned = rented.AsSpan(0, count);
            using (var crops = new LineCrops(image, turned)) recognition.Run(in crops, turned, options, ref clock, cancellationToken);
            int next = 0;
            foreach (ref FoundLine line in lines)
            {
                if (!(line.Score < options.RereadBelow)) continue;
                ref readonly FoundLine other = ref turned[next++];
                if (other.Score > line.Score + TurnGain) line = other;
            }
        }
        finally
        {
            ArrayPool<FoundLine>.Shared.Return(rented, clearArray: true);
        }
    }

    private int BatchFrom(ReadOnlySpan<FoundLine> lines)
    {
        bool batches = !_refusesBatches && recognition.Model.Preprocessor.BatchIsFree && orientation?.Model.Preprocessor.BatchIsFree != false;
        int count = 1;
        while (batches && count < MaxBatch && count < lines.Length && lines[count].InputWidth == lines[0].InputWidth) count++;
        return count;
    }

    private void ReadBatch(ImageView image, Span<FoundLine> lines, TextReadOptions options, ref OcrClock clock, CancellationToken cancellationToken)
    {
        try
        {
            using var crops = new LineCrops(image, lines);
            if (orientation is not null)
            {
                orientation.Run(in crops, lines, ref clock, cancellationToken);
                for (int i = 0; i < lines.Length; i++)
                {
                    if (lines[i].UpsideDown) crops.Cut(image, i);
                }
            }

            recognition.Run(in crops, lines, options, ref clock, cancellationToken);
            if (orientation is null && options.RereadBelow > 0) Reread(image, lines, options, ref clock, cancellationToken);
        }
        catch (EdgeInferException e) when (lines.Length > 1 && (e is InferenceException or ModelMismatchException))
        {
            // Some models say that any batch is fine and cannot run one.
            _refusesBatches = true;
            for (int i = 0; i < lines.Length; i++)
            {
                lines[i].UpsideDown = false;
                ReadBatch(image, lines.Slice(i, 1), options, ref clock, cancellationToken);
            }
        }
    }
}
