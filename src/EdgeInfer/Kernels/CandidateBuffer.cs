using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>A pooled, growing list of detection candidates.</summary>
internal struct CandidateBuffer : IDisposable
{
    private ScoredBox[] _boxes;

    public CandidateBuffer(int capacity) => _boxes = ArrayPool<ScoredBox>.Shared.Rent(capacity);

    public int Count { get; private set; }

    public readonly Span<ScoredBox> Boxes => _boxes.AsSpan(0, Count);

    public void Add(in ScoredBox box)
    {
        if (Count == _boxes.Length)
        {
            ScoredBox[] larger = ArrayPool<ScoredBox>.Shared.Rent(_boxes.Length * 2);
            _boxes.CopyTo(larger, 0);
            ArrayPool<ScoredBox>.Shared.Return(_boxes);
            _boxes = larger;
        }

        _boxes[Count++] = box;
    }

    public void Dispose()
    {
        if (_boxes.Length > 0) ArrayPool<ScoredBox>.Shared.Return(_boxes);
        _boxes = [];
        Count = 0;
    }
}
