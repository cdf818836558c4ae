using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace EdgeInfer.Kernels;

/// <summary>Finds whether a kept box overlaps a candidate too much, looking only at kept boxes near it and of similar size.</summary>
/// <remarks>
/// A grid for each power of two: a box lies in the one whose cells are just larger than its longer side, in the cell of
/// its upper left corner, so that what overlaps a candidate lies in few cells. Cells are chained in one hash table;
/// chains may hold strangers, since each is compared by <see cref="ScoredBox.IoU"/>. IoU is at most the ratio of the
/// longer sides, which rules out whole grids. Boxes of extreme size or place are compared with every candidate.
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

    private readonly float _threshold;
    private readonly bool _acrossClasses;
    private readonly int _hashShift;
    private readonly int[] _cells;
    private readonly int[] _nextInCell;
    private readonly int[] _nextInLevel;
    private LevelArray _levelHeads;
    private LevelArray _levelCounts;

    /// <param name="threshold">IoU above which a kept box suppresses, 0 … 1.</param>
    /// <param name="acrossClasses">True lets boxes of different classes suppress each other.</param>
    /// <param name="capacity">Most boxes that are added.</param>
    public KeptBoxGrid(float threshold, bool acrossClasses, int capacity)
    {
        _threshold = threshold;
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

    /// <summary>True when one of the kept boxes overlaps the candidate by more than the threshold.</summary>
    /// <param name="kept">The boxes that were added, in their places.</param>
    /// <param name="candidate">Any box; NaN overlaps nothing.</param>
    public readonly bool Suppresses(ReadOnlySpan<ScoredBox> kept, in ScoredBox candidate)
    {
        if (!HasArea(in candidate)) return false;
        if (AnyInLevel(kept, in candidate, LooseLevel)) return true;
        int first = 0, last = LevelCount - 1;
        bool regular = IsRegular(in candidate, out float side);
        if (regular)
        {
            first = LevelOf(side * _threshold / Slack);
            last = LevelOf(_threshold > 0 ? side / _threshold * (Slack * Slack) : float.MaxValue);
        }

        for (int level = first; level <= last; level++)
        {
            int count = _levelCounts[level];
            if (count == 0) continue;
            float perCell = CellsPerUnit(level);
            if (!regular)
            {
                if (AnyInLevel(kept, in candidate, level)) return true;
                continue;
            }

            // A box that reaches into the candidate starts at most one cell before it.
            int left = Cell(candidate.X1, perCell) - 1, right = Cell(candidate.X2, perCell);
            int top = Cell(candidate.Y1, perCell) - 1, bottom = Cell(candidate.Y2, perCell);
            if ((long)(right - left + 1) * (bottom - top + 1) >= count)
            {
                if (AnyInLevel(kept, in candidate, level)) return true;
                continue;
            }

            for (int y = top; y <= bottom; y++)
            {
                for (int x = left; x <= right; x++)
                {
                    for (int k = _cells[Hash(level, x, y, candidate.ClassId)]; k != None; k = _nextInCell[k])
                    {
                        if (Suppresses(in kept[k], in candidate)) return true;
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

    private readonly bool AnyInLevel(ReadOnlySpan<ScoredBox> kept, in ScoredBox candidate, int level)
    {
        for (int k = _levelHeads[level]; k != None; k = _nextInLevel[k])
        {
            if (Suppresses(in kept[k], in candidate)) return true;
        }

        return false;
    }

    private readonly bool Suppresses(in ScoredBox better, in ScoredBox candidate) =>
        (_acrossClasses || better.ClassId == candidate.ClassId) && ScoredBox.IoU(in better, in candidate) > _threshold;

    /// <summary>False also for NaN. Without area, IoU is 0 or NaN, and neither is above the threshold.</summary>
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
