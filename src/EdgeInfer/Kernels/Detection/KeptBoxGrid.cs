using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace EdgeInfer.Kernels;

/// <summary>Finds the kept boxes that may overlap a candidate, looking only at those near it and of similar size.</summary>
/// <remarks>
/// A grid for each power of two: a box lies in the one whose cells are just larger than its longer side, in the cell of
/// its upper left corner, so that what overlaps a candidate lies in few cells. Cells are chained in one hash table;
/// chains may hold strangers, which the visitor has to tell apart. The ratio of the longer sides below which a pair cannot
/// matter rules out whole grids. Boxes of extreme size or place are shown to every candidate.
/// </remarks>
internal ref struct KeptBoxGrid : IDisposable
{
    private const int MinLevel = -8, MaxLevel = 20, LevelCount = MaxLevel - MinLevel + 1, None = -1, LooseLevel = LevelCount;

    /// <summary>Corners beyond this have cell numbers that do not fit an integer at the finest level.</summary>
    private const float MaxCorner = 1 << MaxLevel;

    /// <summary>Below this, areas may be so small that rounding spoils the bound on sides.</summary>
    private const float MinSide = 1e-12f;

    /// <summary>Slack for rounding in sides and IoU, which is below 1e-6.</summary>
    private const float Slack = 1.001f;

    private readonly float _sideRatio;
    private readonly bool _acrossClasses;
    private readonly int _hashShift;
    private readonly int[] _cells;
    private readonly int[] _nextInCell;
    private readonly int[] _nextInLevel;
    private LevelArray _levelHeads;
    private LevelArray _levelCounts;

    /// <param name="sideRatio">
    /// Pairs whose longer sides differ by more than this ratio (shorter ÷ longer, 0 … 1) do not matter. IoU is at most that
    /// ratio, so that a search for boxes with an IoU above a threshold gives the threshold.
    /// </param>
    /// <param name="acrossClasses">True where boxes of different classes matter to each other.</param>
    /// <param name="capacity">Most boxes that are added.</param>
    public KeptBoxGrid(float sideRatio, bool acrossClasses, int capacity)
    {
        _sideRatio = sideRatio;
        _acrossClasses = acrossClasses;
        int cells = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity));
        _hashShift = 32 - BitOperations.Log2((uint)cells);
        _cells = ArrayPool<int>.Shared.Rent(cells);
        _nextInCell = ArrayPool<int>.Shared.Rent(capacity);
        _nextInLevel = ArrayPool<int>.Shared.Rent(capacity);
        _cells.AsSpan(0, cells).Fill(None);
        ((Span<int>)_levelHeads).Fill(None);
    }

    /// <summary>Takes up <c>boxes[index]</c>; it must not move afterwards.</summary>
    public void Add(ReadOnlySpan<ScoredBox> boxes, int index)
    {
        ref readonly ScoredBox box = ref boxes[index];
        if (!HasArea(in box)) return;
        int level = LooseLevel;
        if (IsRegular(in box, out float side))
        {
            level = LevelOf(side * Slack);
            float perCell = CellsPerUnit(level);
            ref int head = ref _cells[Hash(level, Cell(box.X1, perCell), Cell(box.Y1, perCell), box.ClassId)];
            _nextInCell[index] = head;
            head = index;
        }

        _nextInLevel[index] = _levelHeads[level];
        _levelHeads[level] = index;
        _levelCounts[level]++;
    }

    /// <summary>Shows the visitor every kept box that overlaps the candidate, among others and some of them twice, until it has seen enough.</summary>
    /// <param name="kept">The boxes that were added, in their places.</param>
    /// <param name="candidate">Any box; NaN overlaps nothing.</param>
    /// <param name="visitor">Asked about each.</param>
    /// <returns>True when the visitor ended the search.</returns>
    public readonly bool Visit<TVisitor>(ReadOnlySpan<ScoredBox> kept, in ScoredBox candidate, ref TVisitor visitor)
        where TVisitor : struct, IKeptBoxVisitor
    {
        if (!HasArea(in candidate)) return false;
        if (VisitLevel(kept, in candidate, LooseLevel, ref visitor)) return true;
        int first = 0, last = LevelCount - 1;
        bool regular = IsRegular(in candidate, out float side);
        if (regular)
        {
            first = LevelOf(side * _sideRatio / Slack);
            last = LevelOf(_sideRatio > 0 ? side / _sideRatio * (Slack * Slack) : float.MaxValue);
        }

        for (int level = first; level <= last; level++)
        {
            int count = _levelCounts[level];
            if (count == 0) continue;
            float perCell = CellsPerUnit(level);
            if (!regular)
            {
                if (VisitLevel(kept, in candidate, level, ref visitor)) return true;
                continue;
            }

            // A box that reaches into the candidate starts at most one cell before it.
            int left = Cell(candidate.X1, perCell) - 1, right = Cell(candidate.X2, perCell);
            int top = Cell(candidate.Y1, perCell) - 1, bottom = Cell(candidate.Y2, perCell);
            if ((long)(right - left + 1) * (bottom - top + 1) >= count)
            {
                if (VisitLevel(kept, in candidate, level, ref visitor)) return true;
                continue;
            }

            for (int y = top; y <= bottom; y++)
            {
                for (int x = left; x <= right; x++)
                {
                    for (int k = _cells[Hash(level, x, y, candidate.ClassId)]; k != None; k = _nextInCell[k])
                    {
                        if (visitor.Visit(kept, k, in candidate)) return true;
                    }
                }
            }
        }

        return false;
    }

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_cells);
        ArrayPool<int>.Shared.Return(_nextInCell);
        ArrayPool<int>.Shared.Return(_nextInLevel);
    }

    private readonly bool VisitLevel<TVisitor>(ReadOnlySpan<ScoredBox> kept, in ScoredBox candidate, int level, ref TVisitor visitor)
        where TVisitor : struct, IKeptBoxVisitor
    {
        for (int k = _levelHeads[level]; k != None; k = _nextInLevel[k])
        {
            if (visitor.Visit(kept, k, in candidate)) return true;
        }

        return false;
    }

    /// <summary>False also for NaN. Without area, IoU is 0 or NaN, and neither is an overlap.</summary>
    private static bool HasArea(in ScoredBox box) => box.X2 > box.X1 && box.Y2 > box.Y1;

    private static bool IsRegular(in ScoredBox box, out float longerSide)
    {
        float width = box.X2 - box.X1, height = box.Y2 - box.Y1;
        longerSide = Math.Max(width, height);
        return Math.Min(width, height) >= MinSide && longerSide <= MaxCorner / 2 && Math.Abs(box.X1) <= MaxCorner && Math.Abs(box.Y1) <= MaxCorner;
    }

    /// <summary>The finest grid whose cells are at least this large.</summary>
    private static int LevelOf(float side) =>
        side <= CellSize(0) ? 0 : Math.Min(Math.ILogB(side) + 1 - MinLevel, LevelCount - 1);

    private static float CellSize(int level) => BitConverter.Int32BitsToSingle((level + MinLevel + 127) << 23);

    private static float CellsPerUnit(int level) => BitConverter.Int32BitsToSingle((127 - MinLevel - level) << 23);

    private static int Cell(float corner, float perCell) => (int)MathF.Floor(corner * perCell);

    private readonly int Hash(int level, int x, int y, int classId)
    {
        uint key = (uint)x * 0x9E37_79B1 + (uint)y;
        key = (key ^ key >> 15) * 0x85EB_CA77 + (uint)level;
        if (!_acrossClasses) key += (uint)classId * 0xC2B2_AE3D;
        return (int)((key * 0x27D4_EB2F) >> _hashShift);
    }

    [InlineArray(LevelCount + 1)]
    private struct LevelArray
    {
        private int _first;
    }
}
