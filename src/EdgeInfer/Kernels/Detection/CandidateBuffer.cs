using System.Collections.Concurrent;

namespace EdgeInfer.Kernels;

/// <summary>A growing list of detection candidates, pooled with its memory so that steady callers allocate nothing.</summary>
internal sealed class CandidateBuffer : IDisposable
{
    private const int InitialCapacity = 1024;

    /// <summary>Beyond this a buffer is left to the garbage collector rather than kept for the process's life.</summary>
    private const int MaxPooledCapacity = 1 << 16;

    private static readonly ConcurrentQueue<CandidateBuffer> Pool = new();

    private ScoredBox[] _boxes = new ScoredBox[InitialCapacity];

    private CandidateBuffer()
    {
    }

    public int Count { get; private set; }

    public Span<ScoredBox> Boxes => _boxes.AsSpan(0, Count);

    /// <summary>An empty buffer; dispose gives it back.</summary>
    public static CandidateBuffer Rent() => Pool.TryDequeue(out CandidateBuffer? pooled) ? pooled : new CandidateBuffer();

    public void Add(in ScoredBox box)
    {
        if (Count == _boxes.Length) Array.Resize(ref _boxes, _boxes.Length * 2);
        _boxes[Count++] = box;
    }

    public void Dispose()
    {
        Count = 0;
        if (_boxes.Length <= MaxPooledCapacity) Pool.Enqueue(this);
    }
}
