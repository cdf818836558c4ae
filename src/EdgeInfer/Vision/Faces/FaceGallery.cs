using System.Buffers;
using System.Numerics.Tensors;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// Known people by the embeddings of their faces: says whom a face belongs to, and whether it is the person it is said
/// to be. Holds names and vectors, no pictures.
/// </summary>
/// <remarks>
/// <para>
/// Thread-safe. Searches wait for nobody, neither for each other nor for an enrolment: each sees the gallery as it was
/// when it began. The search is exact; every vector is compared, at the speed of memory.
/// </para>
/// <para>
/// A threshold decides between two errors: below it strangers are taken for somebody, above it people are not recognised.
/// It belongs to the embedding model and the pictures; <see cref="FaceEmbedder.Threshold"/> is the model's usual one. Similarities
/// of different people rise with the number of people searched: for large galleries, and for doors, set it
/// higher, by measuring it on your own pictures.
/// </para>
/// </remarks>
public sealed class FaceGallery
{
    internal const int MaxDimension = 1 << 16;
    private const int Sha256Digits = 64;

    private readonly Lock _changes = new();
    private volatile GalleryRows _rows;

    /// <summary>An empty gallery for one model's embeddings.</summary>
    /// <param name="model">SHA-256 of the embedding model's file, in hexadecimal: <see cref="FaceEmbedder.ModelSha256"/>.</param>
    /// <param name="dimension">Numbers an embedding has, 1 … 65536.</param>
    /// <exception cref="ArgumentException"><paramref name="model"/> is no SHA-256, or the dimension is out of range.</exception>
    public FaceGallery(string model, int dimension)
        : this(RequireHash(model), GalleryRows.Empty(RequireDimension(dimension)))
    {
    }

    internal FaceGallery(string model, GalleryRows rows) => (Model, _rows) = (model, rows);

    /// <summary>SHA-256 of the embedding model's file, lower-case hexadecimal; no other model's vectors are taken.</summary>
    public string Model { get; }

    /// <summary>Numbers an embedding has.</summary>
    public int Dimension => _rows.Dimension;

    /// <summary>Enrolled embeddings.</summary>
    public int Count => _rows.Count;

    /// <summary>Everybody who is enrolled, in ordinal order, as of now.</summary>
    public IReadOnlyList<string> Names => [.. _rows.People.Keys];

    /// <summary>What the gallery holds now.</summary>
    internal GalleryRows Rows => _rows;

    /// <summary>How many embeddings a person has; 0 for somebody unknown.</summary>
    public int CountOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _rows.People.GetValueOrDefault(name);
    }

    /// <summary>Adds a face. Several of a person, in different light and pose, make recognition surer.</summary>
    /// <param name="name">The person's name or number, told apart by every character; not blank, at most 1024 characters.</param>
    /// <param name="face">The embedding; kept with length 1.</param>
    /// <exception cref="ArgumentException">The name is blank or too long, or the embedding is another model's.</exception>
    /// <exception cref="InvalidOperationException">The gallery is full: more numbers than an array holds.</exception>
    public void Enrol(string name, Embedding face)
    {
        RequireName(name);
        Require(face, nameof(face));
        lock (_changes) _rows = _rows.With(name, face.Unit);
    }

    /// <summary>Forgets a person.</summary>
    /// <returns>How many embeddings were removed; 0 for somebody unknown.</returns>
    public int Remove(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_changes)
        {
            int removed = _rows.People.GetValueOrDefault(name);
            if (removed > 0) _rows = _rows.Without(name);
            return removed;
        }
    }

    /// <summary>Whom a face may belong to.</summary>
    /// <param name="face">The embedding.</param>
    /// <param name="threshold">Lowest similarity reported, −1 … 1.</param>
    /// <param name="top">Most people reported, at least 1; default 1.</param>
    /// <returns>The most similar people, best first, each once; empty where nobody reaches the threshold.</returns>
    /// <exception cref="ArgumentException">The embedding is another model's, or a number is out of range.</exception>
    public IReadOnlyList<FaceMatch> Identify(Embedding face, float threshold, int top = 1)
    {
        Require(face, nameof(face));
        RequireThreshold(threshold);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        GalleryRows rows = _rows;
        if (rows.Count == 0) return [];

        // The rows of the best people: those before the last one may have all of theirs in front of it.
        int wanted = (int)Math.Min(rows.Count, (Math.Min(top, rows.People.Count) - 1L) * rows.MostOfOne + 1);
        SearchHit[] rented = ArrayPool<SearchHit>.Shared.Rent(wanted);
        try
        {
            int found = GallerySearch.Run(face.Unit, rows.Vectors, rented.AsSpan(0, wanted), KernelParallelism.Configured);
            var matches = new List<FaceMatch>(Math.Min(top, found));
            foreach (SearchHit hit in rented.AsSpan(0, found))
            {
                float similarity = Math.Clamp(hit.Score, -1, 1);
                if (!(similarity >= threshold) || matches.Count == top) break;
                string name = rows.Owners[hit.Row];
                if (!matches.Exists(m => m.Name == name)) matches.Add(new FaceMatch(name, similarity));
            }

            return matches;
        }
        finally
        {
            ArrayPool<SearchHit>.Shared.Return(rented);
        }
    }

    /// <summary>Whether a face belongs to the person it is said to belong to: compared with that person only.</summary>
    /// <param name="name">An enrolled person.</param>
    /// <param name="face">The embedding.</param>
    /// <param name="threshold">From which similarity on it is the same person, −1 … 1.</param>
    /// <exception cref="ArgumentException">Nobody of that name is enrolled, the embedding is another model's, or the threshold is out of range.</exception>
    public FaceVerification Verify(string name, Embedding face, float threshold)
    {
        ArgumentNullException.ThrowIfNull(name);
        Require(face, nameof(face));
        RequireThreshold(threshold);
        GalleryRows rows = _rows;
        if (!rows.People.ContainsKey(name)) throw new ArgumentException($"Nobody is enrolled as '{name}'.", nameof(name));
        float best = -1;
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.Owners[row] == name) best = Math.Max(best, TensorPrimitives.Dot(face.Unit, rows.Row(row)));
        }

        return new FaceVerification(Math.Clamp(best, -1, 1), threshold);
    }

    /// <summary>
    /// Writes the gallery to a file: whole or not at all, whatever happens meanwhile. Enrolments during the call are in the file or
    /// not.
    /// </summary>
    /// <param name="path">Replaced where it exists; its folder must exist.</param>
    /// <exception cref="FaceGalleryException">It cannot be written; a file that was there is as it was.</exception>
    /// <remarks>
    /// Names and vectors are not encrypted: keep the file where only those read it who may. On Unix a new file is readable by its user
    /// only; one that is replaced keeps its permissions.
    /// </remarks>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        GalleryFile.Write(path, Model, _rows);
    }

    /// <summary>Reads a gallery that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">
    /// SHA-256 of the embedding model that will be used with it (<see cref="FaceEmbedder.ModelSha256"/>), checked; null takes any.
    /// </param>
    /// <exception cref="FaceGalleryException">There is no such file, it is truncated, altered, or of a later version.</exception>
    /// <exception cref="ModelMismatchException">It was made with another model.</exception>
    public static FaceGallery Load(string path, string? model = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (model is not null) model = RequireHash(model);
        FaceGallery gallery = GalleryFile.Read(path);
        return model is null || gallery.Model == model
            ? gallery
            : throw new ModelMismatchException(
                $"{path}: the gallery was made with a model of sha256 {gallery.Model}, the model in use has {model}; use the model that made it, or enrol everybody anew.", path);
    }

    private void Require(Embedding face, string parameter)
    {
        ArgumentNullException.ThrowIfNull(face, parameter);
        if (face.Dimension != Dimension)
            throw new ArgumentException($"The gallery has embeddings of {Dimension} numbers, this one has {face.Dimension}: it is another model's.", parameter);
        if (face.Model is { } model && !model.Equals(Model, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The gallery was made with a model of sha256 {Model}, this embedding with {model}: they cannot be compared.", parameter);
    }

    /// <exception cref="ArgumentException">It cannot be a name in a gallery.</exception>
    internal static void RequireName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > GalleryFormat.MaxNameCharacters)
            throw new ArgumentException($"A name has at most {GalleryFormat.MaxNameCharacters} characters, not {name.Length}.", nameof(name));
        if (!GalleryFormat.IsText(name)) throw new ArgumentException("The name holds half a surrogate pair, which is no text.", nameof(name));
    }

    private static void RequireThreshold(float threshold)
    {
        if (threshold is not (>= -1 and <= 1)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A similarity is a number from -1 to 1.");
    }

    private static string RequireHash(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Length == Sha256Digits && model.All(char.IsAsciiHexDigit)
            ? model.ToLowerInvariant()
            : throw new ArgumentException($"A SHA-256 has {Sha256Digits} hexadecimal digits; got '{model}'.", nameof(model));
    }

    private static int RequireDimension(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        return dimension;
    }
}
