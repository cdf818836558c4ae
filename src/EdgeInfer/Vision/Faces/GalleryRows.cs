using System.Collections.Immutable;

namespace EdgeInfer.Vision;

/// <summary>What a gallery holds at one moment: what a search reads while others enrol.</summary>
/// <remarks>
/// Immutable as far as its <see cref="Count"/> reaches. Adding a row writes behind the last one, where no reader of an older
/// state looks, and gives a new object over the same arrays; so only the newest object may be added to.
/// </remarks>
internal sealed class GalleryRows
{
    private const int FirstCapacity = 16;

    private readonly float[] _vectors;
    private readonly string[] _owners;

    private GalleryRows(int dimension, float[] vectors, string[] owners, int count, ImmutableSortedDictionary<string, int> people, int mostOfOne) =>
        (Dimension, _vectors, _owners, Count, People, MostOfOne) = (dimension, vectors, owners, count, people, mostOfOne);

    public int Dimension { get; }

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>Everybody with the number of their rows, at least one.</summary>
    public ImmutableSortedDictionary<string, int> People { get; }

    /// <summary>Rows of the person who has most; 0 where there is nobody.</summary>
    public int MostOfOne { get; }

    /// <summary>Vectors of length 1, one after the other.</summary>
    public ReadOnlySpan<float> Vectors => _vectors.AsSpan(0, Count * Dimension);

    /// <summary>The name that each row belongs to.</summary>
    public ReadOnlySpan<string> Owners => _owners.AsSpan(0, Count);

    public static GalleryRows Empty(int dimension) => new(dimension, [], [], 0, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal), 0);

    /// <param name="dimension">Length of a vector.</param>
    /// <param name="vectors">Of length 1, one after the other; taken over, not copied.</param>
    /// <param name="owners">A name a vector; taken over, not copied.</param>
    public static GalleryRows Of(int dimension, float[] vectors, string[] owners)
    {
        var people = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (string owner in owners) people[owner] = people.GetValueOrDefault(owner) + 1;
        return new GalleryRows(dimension, vectors, owners, owners.Length, people.ToImmutable(), people.Values.DefaultIfEmpty().Max());
    }

    /// <exception cref="InvalidOperationException">No array is large enough for one more.</exception>
    public GalleryRows With(string name, ReadOnlySpan<float> vector)
    {
        (float[] vectors, string[] owners) = (_vectors, _owners);
        if (Count == owners.Length)
        {
            long most = Array.MaxLength / Dimension;
            if (Count >= most) throw new InvalidOperationException($"A gallery holds at most {most} vectors of {Dimension} numbers.");
            int capacity = (int)Math.Min(Math.Max(FirstCapacity, 2L * Count), most);
            Array.Resize(ref vectors, capacity * Dimension);
            Array.Resize(ref owners, capacity);
        }

        vector.CopyTo(vectors.AsSpan(Count * Dimension));
        owners[Count] = name;
        int ofThis = People.GetValueOrDefault(name) + 1;
        return new GalleryRows(Dimension, vectors, owners, Count + 1, People.SetItem(name, ofThis), Math.Max(MostOfOne, ofThis));
    }

    public GalleryRows Without(string name)
    {
        int kept = Count - People.GetValueOrDefault(name);
        float[] vectors = new float[kept * Dimension];
        string[] owners = new string[kept];
        for (int from = 0, to = 0; from < Count; from++)
        {
            if (_owners[from] == name) continue;
            Row(from).CopyTo(vectors.AsSpan(to * Dimension));
            owners[to++] = _owners[from];
        }

        ImmutableSortedDictionary<string, int> people = People.Remove(name);
        return new GalleryRows(Dimension, vectors, owners, kept, people, people.Values.DefaultIfEmpty().Max());
    }

    public ReadOnlySpan<float> Row(int row) => _vectors.AsSpan(row * Dimension, Dimension);
}
