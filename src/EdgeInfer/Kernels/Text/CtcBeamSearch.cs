using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>Reads the likeliest texts from a CTC model's output, adding up all alignments that spell the same text.</summary>
/// <remarks>
/// Prefix beam search in the log domain (Hannun et al., "First-Pass Large Vocabulary Continuous Speech Recognition using
/// Bi-Directional Recurrent DNNs", 2014, without a language model). At every step the <c>beamWidth</c> likeliest prefixes
/// live on; with as many as there are texts the result is exact. With an automaton only texts that it accepts are found: a
/// prefix it cannot complete never enters the beam. Pooled with its scratch: steady callers allocate
/// nothing. One search is one thread's; what it found stays readable until the next Run or its disposal.
/// </remarks>
internal sealed class CtcBeamSearch : IDisposable
{
    /// <summary>The empty text, from which every other one grows.</summary>
    private const int Root = 0;

    /// <summary>Beyond this a search is left to the garbage collector rather than kept for the process's life.</summary>
    private const int MaxPooledNodes = 1 << 16;

    private static readonly ConcurrentQueue<CtcBeamSearch> Pool = new();

    // The prefixes that ever were in the beam, as a tree: a node is its parent's text and one more class. A text has one
    // node only, even if it leaves the beam and returns: its surviving continuations must keep merging with it.
    private int[] _parents = [];
    private int[] _lastClasses = [];
    private int[] _placeInBeam = [];
    private int[] _states = [];
    private int _nodes;

    // Open addressing over (parent, class) → node; −1 is free.
    private int[] _table = [];

    private Prefix[] _beam = [];
    private Prefix[] _stays = [];
    private Candidate[] _heap = [];
    private int[] _classes = [];
    private float[] _exponentials = [];

    private CtcBeamSearch()
    {
    }

    /// <summary>A prefix in the beam: log probabilities of the alignments so far that end with a blank, or with its last class.</summary>
    private readonly record struct Prefix(int Node, double Blank, double NonBlank, double Total);

    /// <summary>A prefix of the next beam: an old one that stays (<c>ClassId</c> −1) or one with a class appended.</summary>
    private readonly record struct Candidate(double Total, int Place, int ClassId);

    /// <summary>How many texts the last run found, at most its beam width; 0 where every text has probability 0 or is not a number.</summary>
    public int Count { get; private set; }

    /// <summary>An idle search; dispose gives it back.</summary>
    public static CtcBeamSearch Rent() => Pool.TryDequeue(out CtcBeamSearch? pooled) ? pooled : new CtcBeamSearch();

    /// <summary>Finds the likeliest texts; read them with <see cref="GetText"/>, best first.</summary>
    /// <param name="scores">T steps of C classes, row-major: [T, C].</param>
    /// <param name="scale">Whether the scores are probabilities or logits.</param>
    /// <param name="classes">C, the blank included.</param>
    /// <param name="blank">The class that stands for no character, 0 … C − 1.</param>
    /// <param name="beamWidth">How many prefixes live on from step to step, at least 1.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public void Run(ReadOnlySpan<float> scores, CtcScale scale, int classes, int blank, int beamWidth) =>
        Run(scores, scale, classes, blank, beamWidth, null);

    /// <summary>As above, among the texts that an automaton accepts.</summary>
    /// <param name="scores">T steps of C classes, row-major: [T, C].</param>
    /// <param name="scale">Whether the scores are probabilities or logits.</param>
    /// <param name="classes">C, the blank included.</param>
    /// <param name="blank">The class that stands for no character, 0 … C − 1.</param>
    /// <param name="beamWidth">How many prefixes live on from step to step, at least 1.</param>
    /// <param name="automaton">Over as many classes; null accepts everything.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public void Run(ReadOnlySpan<float> scores, CtcScale scale, int classes, int blank, int beamWidth, CtcAutomaton? automaton)
    {
        Count = 0;
        int steps = CtcContract.CountSteps(scores.Length, classes, blank);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beamWidth);
        if (automaton is not null && automaton.Classes != classes)
            throw new ArgumentException($"The automaton is over {automaton.Classes} classes, the scores have {classes}.", nameof(automaton));
        Prepare(steps, classes, beamWidth);

        _beam[0] = new Prefix(Root, Blank: 0, NonBlank: double.NegativeInfinity, Total: 0);
        int alive = 1;
        for (int step = 0; step < steps; step++)
            alive = Step(scores.Slice(step * classes, classes), scale, blank, beamWidth, alive, automaton);

        if (automaton is not null) alive = KeepAccepted(alive, automaton);
        _beam.AsSpan(0, alive).Sort(static (a, b) => b.Total.CompareTo(a.Total) is var order && order != 0 ? order : a.Node.CompareTo(b.Node));
        Count = alive;
    }

    /// <summary>One of the texts found.</summary>
    /// <param name="rank">0 is the likeliest; below <see cref="Count"/>.</param>
    /// <param name="classIds">Receives its classes in reading order; as many as there were steps are always enough.</param>
    /// <param name="logProbability">The natural logarithm of the text's probability, at most 0.</param>
    /// <returns>The text's length.</returns>
    /// <exception cref="ArgumentException"><paramref name="classIds"/> is too short.</exception>
    public int GetText(int rank, Span<int> classIds, out double logProbability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Count);
        Prefix prefix = _beam[rank];
        int length = 0;
        for (int node = prefix.Node; node != Root; node = _parents[node]) length++;
        if (classIds.Length < length)
            throw new ArgumentException($"The text has {length} characters, but there is room for {classIds.Length}.", nameof(classIds));

        int at = length;
        for (int node = prefix.Node; node != Root; node = _parents[node]) classIds[--at] = _lastClasses[node];
        logProbability = prefix.Total;
        return length;
    }

    public void Dispose()
    {
        Count = 0;
        if (_parents.Length <= MaxPooledNodes) Pool.Enqueue(this);
    }

    private void Prepare(int steps, int classes, int beamWidth)
    {
        int nodes = checked(1 + steps * beamWidth);
        if (_parents.Length < nodes)
        {
            _parents = new int[nodes];
            _lastClasses = new int[nodes];
            _placeInBeam = new int[nodes];
            _states = new int[nodes];
            _table = new int[(int)BitOperations.RoundUpToPowerOf2((uint)nodes * 2)];
        }

        if (_beam.Length < beamWidth)
        {
            _beam = new Prefix[beamWidth];
            _stays = new Prefix[beamWidth];
            _heap = new Candidate[beamWidth];
            _classes = new int[beamWidth + 2];
        }

        if (_exponentials.Length < classes) _exponentials = new float[classes];
        _table.AsSpan().Fill(-1);
        _nodes = 1;
        _parents[Root] = -1;
        _lastClasses[Root] = -1;
        _placeInBeam[Root] = -1;
        _states[Root] = CtcAutomaton.Start;
    }

    private int KeepAccepted(int alive, CtcAutomaton automaton)
    {
        int kept = 0;
        for (int i = 0; i < alive; i++)
        {
            if (automaton.Accepts(_states[_beam[i].Node])) _beam[kept++] = _beam[i];
        }

        return kept;
    }

    private int Step(ReadOnlySpan<float> row, CtcScale scale, int blank, int beamWidth, int alive, CtcAutomaton? automaton)
    {
        double logSum = scale == CtcScale.Logits ? LogSumOfExponentials(row) : 0;
        double blankLog = Log(row[blank]);
        for (int i = 0; i < alive; i++) _placeInBeam[_beam[i].Node] = i;

        for (int j = 0; j < alive; j++)
        {
            Prefix prefix = _beam[j];
            int last = _lastClasses[prefix.Node], parent = _parents[prefix.Node];
            double nonBlank = double.NegativeInfinity;
            if (last >= 0)
            {
                double log = Log(row[last]);
                nonBlank = prefix.NonBlank + log;
                // The parent with this class appended is this prefix too.
                if (_placeInBeam[parent] is >= 0 and int place) nonBlank = AddLogs(nonBlank, Extended(place, last) + log);
            }

            double endsBlank = prefix.Total + blankLog;
            _stays[j] = new Prefix(prefix.Node, endsBlank, nonBlank, AddLogs(endsBlank, nonBlank));
        }

        int kept = 0;
        for (int j = 0; j < alive; j++)
        {
            if (IsPossible(_stays[j].Total)) Offer(new Candidate(_stays[j].Total, j, -1), beamWidth, ref kept);
        }

        // Only the beamWidth best classes, the blank and one repeat can matter: below them a prefix has beamWidth
        // continuations that are at least as likely. An automaton forbids other classes to each prefix.
        int top = automaton is null ? TopK.Run(row, _classes.AsSpan(0, beamWidth + 2)) : row.Length;
        double likeliest = double.NegativeInfinity;
        for (int i = 0; i < alive; i++) likeliest = Math.Max(likeliest, _beam[i].Total);
        for (int k = 0; k < top; k++)
        {
            int classId = automaton is null ? _classes[k] : k;
            if (classId == blank || (automaton is not null && !automaton.Uses(classId))) continue;
            double log = Log(row[classId]);
            // Of a dictionary of thousands nearly all end here.
            if (kept == beamWidth && likeliest + log <= _heap[0].Total) continue;
            for (int i = 0; i < alive; i++)
            {
                double total = Extended(i, classId) + log;
                if (!IsPossible(total)) continue;
                if (kept == beamWidth && total <= _heap[0].Total) continue;
                if (automaton is not null && automaton.Next(_states[_beam[i].Node], classId) < 0) continue;
                // Counted above, as a prefix that stays.
                if (Find(_beam[i].Node, classId, out _) is >= 0 and int child && _placeInBeam[child] >= 0) continue;
                Offer(new Candidate(total, i, classId), beamWidth, ref kept);
            }
        }

        return Advance(alive, kept, automaton);

        double Log(float value) => scale == CtcScale.Probabilities ? Math.Log(value) : value - logSum;
    }

    /// <summary>The log probability with which the prefix can be followed by a new character: a repeat needs a blank between.</summary>
    private double Extended(int place, int classId) =>
        _lastClasses[_beam[place].Node] == classId ? _beam[place].Blank : _beam[place].Total;

    /// <summary>Makes the candidates the beam.</summary>
    private int Advance(int alive, int kept, CtcAutomaton? automaton)
    {
        for (int i = 0; i < alive; i++) _placeInBeam[_beam[i].Node] = -1;

        // Nodes are looked up through the old beam, so the new one is built over the stays, which candidates name by place.
        for (int k = 0; k < kept; k++)
        {
            Candidate candidate = _heap[k];
            if (candidate.ClassId >= 0)
            {
                int parent = _beam[candidate.Place].Node, node = FindOrAdd(parent, candidate.ClassId);
                if (automaton is not null) _states[node] = automaton.Next(_states[parent], candidate.ClassId);
                _heap[k] = candidate with { Place = ~node };
            }
        }

        for (int k = 0; k < kept; k++)
        {
            Candidate candidate = _heap[k];
            _beam[k] = candidate.ClassId < 0
                ? _stays[candidate.Place]
                : new Prefix(~candidate.Place, double.NegativeInfinity, candidate.Total, candidate.Total);
        }

        return kept;
    }

    /// <summary>Keeps the <paramref name="limit"/> best candidates in a heap whose first is the worst.</summary>
    private void Offer(Candidate candidate, int limit, ref int kept)
    {
        if (kept < limit)
        {
            int at = kept++;
            while (at > 0 && candidate.Total < _heap[(at - 1) / 2].Total)
            {
                _heap[at] = _heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }

            _heap[at] = candidate;
            return;
        }

        if (candidate.Total <= _heap[0].Total) return;
        int hole = 0;
        for (int child = 1; child < kept; child = hole * 2 + 1)
        {
            if (child + 1 < kept && _heap[child + 1].Total < _heap[child].Total) child++;
            if (_heap[child].Total >= candidate.Total) break;
            _heap[hole] = _heap[child];
            hole = child;
        }

        _heap[hole] = candidate;
    }

    private int FindOrAdd(int parent, int classId)
    {
        int node = Find(parent, classId, out int slot);
        if (node >= 0) return node;
        node = _nodes++;
        _parents[node] = parent;
        _lastClasses[node] = classId;
        _placeInBeam[node] = -1;
        _table[slot] = node;
        return node;
    }

    private int Find(int parent, int classId, out int slot)
    {
        int mask = _table.Length - 1;
        // Multiplicative hashing: the high bits of the product are the well-mixed ones.
        ulong hash = ((ulong)(uint)parent << 32 | (uint)classId) * 0x9E3779B97F4A7C15;
        slot = (int)(hash >> 32) & mask;
        while (_table[slot] is >= 0 and int node)
        {
            if (_parents[node] == parent && _lastClasses[node] == classId) return node;
            slot = (slot + 1) & mask;
        }

        return -1;
    }

    private double LogSumOfExponentials(ReadOnlySpan<float> logits)
    {
        Span<float> exponentials = _exponentials.AsSpan(0, logits.Length);
        float largest = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, largest, exponentials);
        TensorPrimitives.Exp<float>(exponentials, exponentials);
        return largest + Math.Log(TensorPrimitives.Sum<float>(exponentials));
    }

    /// <summary>False for probability 0 and for NaN.</summary>
    private static bool IsPossible(double log) => log > double.NegativeInfinity;

    private static double AddLogs(double a, double b)
    {
        double larger = Math.Max(a, b);
        return double.IsNegativeInfinity(larger) ? larger : larger + Math.Log(1 + Math.Exp(Math.Min(a, b) - larger));
    }
}
