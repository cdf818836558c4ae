using System.Diagnostics;

namespace EdgeInfer.Kernels;

/// <summary>The best of the hits offered, as many as there is room for. The order they are offered in does not matter.</summary>
/// <remarks>
/// A heap with the worst kept hit at its root: a hit that does not make it costs one comparison, one that does costs
/// log₂(room). Not thread-safe; allocates nothing.
/// </remarks>
internal ref struct BestHits
{
    private readonly Span<SearchHit> _heap;

    /// <param name="room">At least one place.</param>
    /// <param name="kept">How many hits of an earlier collector the room already holds, not sorted yet.</param>
    public BestHits(Span<SearchHit> room, int kept = 0)
    {
        Debug.Assert(room.Length > 0 && kept <= room.Length);
        _heap = room;
        Count = kept;
    }

    public int Count { get; private set; }

    public void Offer(SearchHit hit)
    {
        if (Count < _heap.Length)
            Rise(hit);
        else if (hit.RanksAbove(_heap[0]))
            Sink(hit, Count);
    }

    /// <summary>Puts the kept hits in order, the best first. Nothing can be offered afterwards.</summary>
    public readonly void Sort()
    {
        for (int end = Count - 1; end > 0; end--)
        {
            SearchHit moved = _heap[end];
            _heap[end] = _heap[0];
            Sink(moved, end);
        }
    }

    private void Rise(SearchHit hit)
    {
        int place = Count++;
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (!_heap[parent].RanksAbove(hit)) break;
            _heap[place] = _heap[parent];
            place = parent;
        }

        _heap[place] = hit;
    }

    /// <summary>Puts a hit in the root's place within the first <paramref name="count"/> places.</summary>
    private readonly void Sink(SearchHit hit, int count)
    {
        int place = 0;
        while (true)
        {
            int child = 2 * place + 1;
            if (child >= count) break;
            if (child + 1 < count && _heap[child].RanksAbove(_heap[child + 1])) child++;
            if (!hit.RanksAbove(_heap[child])) break;
            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = hit;
    }
}
