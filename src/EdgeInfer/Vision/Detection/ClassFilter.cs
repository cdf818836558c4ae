using System.Collections.Frozen;

namespace EdgeInfer.Vision;

/// <summary>Which classes are reported, and from which score.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class ClassFilter
{
    /// <summary>Everything, at the detector's threshold.</summary>
    public static readonly ClassFilter None = new(null, null);

    private readonly FrozenSet<int>? _wanted;
    private readonly FrozenDictionary<int, float>? _thresholds;
    private readonly float _lowest = float.PositiveInfinity;

    private ClassFilter(FrozenSet<int>? wanted, FrozenDictionary<int, float>? thresholds)
    {
        (_wanted, _thresholds) = (wanted, thresholds);
        foreach (float threshold in thresholds?.Values ?? []) _lowest = Math.Min(_lowest, threshold);
    }

    /// <exception cref="ArgumentException">A name is not among the model's labels.</exception>
    public static ClassFilter Create(ObjectDetectorOptions options, VisionModel model)
    {
        if (options.Classes.Count == 0 && options.ClassConfidence.Count == 0) return None;
        return new(
            options.Classes.Count == 0 ? null : options.Classes.SelectMany(Ids).ToFrozenSet(),
            options.ClassConfidence.Count == 0
                ? null
                : options.ClassConfidence.SelectMany(pair => Ids(pair.Key).Select(id => (id, pair.Value))).ToFrozenDictionary(static p => p.id, static p => p.Value));

        // Several classes may have one name.
        IEnumerable<int> Ids(string name)
        {
            IReadOnlyList<string> labels = model.Manifest.Labels;
            int[] ids = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i].Equals(name, StringComparison.OrdinalIgnoreCase))];
            if (ids.Length > 0) return ids;
            if (int.TryParse(name, out int id) && id >= 0 && (labels.Count == 0 || id < labels.Count)) return [id];
            string known = labels.Count == 0 ? "this model's classes have no names, give their numbers" : $"known are {string.Join(", ", labels.Take(100))}{(labels.Count > 100 ? ", …" : "")}";
            throw new ArgumentException($"{model.Session.Name} has no class '{name}'; {known}.");
        }
    }

    /// <summary>The lowest score that any class is reported from.</summary>
    public float Lowest(float confidence) => Math.Min(confidence, _lowest);

    /// <param name="classId">Number of the class.</param>
    /// <param name="score">The box's score.</param>
    /// <param name="confidence">Threshold of classes without one of their own.</param>
    public bool Keeps(int classId, float score, float confidence)
    {
        if (_wanted is not null && !_wanted.Contains(classId)) return false;
        return score >= (_thresholds is not null && _thresholds.TryGetValue(classId, out float own) ? own : confidence);
    }
}
