using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

public sealed class FaceGalleryTests
{
    private const string Model = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string OtherModel = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_most_similar_people_come_first_and_each_once()
    {
        var gallery = new FaceGallery(Model, 2);
        Enrol(gallery, "Ada", 0, 10);
        Enrol(gallery, "Ada", 5);
        Enrol(gallery, "Bob", 30);
        Enrol(gallery, "Cai", 60, 61, 62, 63);
        Enrol(gallery, "Dee", 180);
        Assert.Equal((9, "Ada Bob Cai Dee", 3, 0), (gallery.Count, string.Join(' ', gallery.Names), gallery.CountOf("Ada"), gallery.CountOf("Eve")));

        // At 40°: Bob is 10° away, Cai 20°, Ada 30°, Dee 140°.
        IReadOnlyList<FaceMatch> all = gallery.Identify(At(40), -1, top: 10);
        Assert.Equal(["Bob", "Cai", "Ada", "Dee"], all.Select(static m => m.Name));
        AssertDegrees(all, 10, 20, 30, 140);
        Assert.Equal(["Bob", "Cai"], gallery.Identify(At(40), -1, top: 2).Select(static m => m.Name));
        Assert.Equal(["Bob"], gallery.Identify(At(40), -1).Select(static m => m.Name));
        // cos 25° = 0.906.
        Assert.Equal(["Bob", "Cai"], gallery.Identify(At(40), 0.906f, top: 10).Select(static m => m.Name));
        Assert.Empty(gallery.Identify(At(90), 0.99f));
        Assert.Equal("Bob 0.98", all[0].ToString());
    }

    [Fact]
    public void Somebody_with_many_faces_hides_nobody()
    {
        var gallery = new FaceGallery(Model, 2);
        for (int i = 0; i < 500; i++) Enrol(gallery, "Ada", i / 1000f);
        for (int i = 0; i < 20; i++) Enrol(gallery, $"other {i:00}", 10 + i);

        Assert.Equal(["Ada", .. Enumerable.Range(0, 20).Select(static i => $"other {i:00}")], gallery.Identify(At(0), -1, top: 100).Select(static m => m.Name));
        Assert.Equal(["Ada", "other 00", "other 01"], gallery.Identify(At(0), -1, top: 3).Select(static m => m.Name));
    }

    /// <summary>Against the definition, for galleries of random people with one to six faces.</summary>
    [Fact]
    public void Identification_is_exact()
    {
        var random = new Random(11);
        for (int round = 0; round < 30; round++)
        {
            int dimension = random.Next(1, 70), people = random.Next(1, 40);
            var gallery = new FaceGallery(Model, dimension);
            var enrolled = new List<(string Name, Embedding Face)>();
            for (int i = 0; i < people * 3; i++) enrolled.Add(($"person {random.Next(people)}", Random(random, dimension)));
            foreach ((string name, Embedding face) in enrolled) gallery.Enrol(name, face);

            Embedding query = Random(random, dimension);
            int top = random.Next(1, people + 3);
            float threshold = random.NextSingle() * 2 - 1;
            (string, float)[] expected = [.. enrolled.GroupBy(static e => e.Name).Select(g => (g.Key, g.Max(e => e.Face.Similarity(query))))
                .Where(m => m.Item2 >= threshold).OrderByDescending(static m => m.Item2).Take(top)];
            IReadOnlyList<FaceMatch> found = gallery.Identify(query, threshold, top);
            Assert.Equal(expected.Length, found.Count);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i].Item2, found[i].Similarity, 1e-5f);
            foreach ((string name, float similarity) in expected.Take(3)) Assert.Equal(similarity, gallery.Verify(name, query, 0).Similarity, 1e-5f);
        }

        static Embedding Random(Random random, int dimension) => new([.. Enumerable.Range(0, dimension).Select(_ => random.NextSingle() * 2 - 1 + 1e-6f)]);
    }

    [Fact]
    public void The_length_of_a_vector_does_not_count()
    {
        var gallery = new FaceGallery(Model, 2);
        gallery.Enrol("Ada", new Embedding([1000, 0], Model));
        gallery.Enrol("Bob", new Embedding([0, 1e-20f], Model));
        Assert.Equal(new FaceMatch("Bob", 1), Assert.Single(gallery.Identify(new Embedding([0, 3], Model), 0.5f)));
    }

    [Fact]
    public void Verification_compares_with_one_person_only()
    {
        var gallery = new FaceGallery(Model, 2);
        Enrol(gallery, "Ada", 0, 90);
        Enrol(gallery, "Bob", 45);
        FaceVerification ada = gallery.Verify("Ada", At(45), 0.8f), bob = gallery.Verify("Bob", At(45), 0.8f);
        Assert.Equal((false, true), (ada.IsSamePerson, bob.IsSamePerson));
        Assert.Equal(MathF.Cos(MathF.PI / 4), ada.Similarity, 1e-6f);
        Assert.Equal("different people, 0.71 (from 0.80 on)", ada.ToString());
        Assert.Equal("same person, 1.00 (from 0.80 on)", bob.ToString());
        Assert.Contains("Nobody is enrolled as 'Eve'", Assert.Throws<ArgumentException>(() => gallery.Verify("Eve", At(45), 0.5f)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void People_can_be_removed_and_enrolled_again()
    {
        var gallery = new FaceGallery(Model, 2);
        Enrol(gallery, "Ada", 0, 1, 2);
        Enrol(gallery, "Bob", 90);
        Assert.Equal(3, gallery.Remove("Ada"));
        Assert.Equal(0, gallery.Remove("Ada"));
        Assert.Equal((1, "Bob"), (gallery.Count, Assert.Single(gallery.Names)));
        Assert.Equal("Bob", Assert.Single(gallery.Identify(At(0), -1, top: 5)).Name);
        Enrol(gallery, "Ada", 10);
        AssertDegrees(gallery.Identify(At(0), 0.5f), 10);
        gallery.Remove("Ada");
        gallery.Remove("Bob");
        Assert.Empty(gallery.Identify(At(0), -1));
        Assert.Equal((0, 0), (gallery.Count, gallery.Names.Count));
    }

    [Fact]
    public void Another_models_vectors_are_refused()
    {
        var gallery = new FaceGallery(Model, 2);
        Assert.Contains("embeddings of 2 numbers, this one has 3", Assert.Throws<ArgumentException>(() => gallery.Enrol("Ada", new Embedding([1, 2, 3]))).Message, StringComparison.Ordinal);
        var other = new Embedding([1, 2], OtherModel);
        Assert.Contains("cannot be compared", Assert.Throws<ArgumentException>(() => gallery.Enrol("Ada", other)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => gallery.Identify(other, 0));
        gallery.Enrol("Ada", new Embedding([1, 2]));
        Assert.Throws<ArgumentException>(() => gallery.Verify("Ada", other, 0));
        gallery.Enrol("Ada", new Embedding([1, 2], Model.ToUpperInvariant()));
        Assert.Equal(2, gallery.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public void Names_are_texts(string name)
    {
        var gallery = new FaceGallery(Model, 2);
        Assert.ThrowsAny<ArgumentException>(() => gallery.Enrol(name, At(0)));
        Assert.ThrowsAny<ArgumentException>(() => gallery.Enrol("half a pair \ud800", At(0)));
        Assert.ThrowsAny<ArgumentException>(() => gallery.Enrol(null!, At(0)));
        Assert.ThrowsAny<ArgumentException>(() => gallery.Enrol(new string('x', 1025), At(0)));
        Assert.Equal(0, gallery.Count);
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => new FaceGallery("no hash", 2));
        Assert.ThrowsAny<ArgumentException>(() => new FaceGallery(Model, 0));
        Assert.ThrowsAny<ArgumentException>(() => new FaceGallery(Model, 65537));
        var gallery = new FaceGallery(Model, 2);
        Assert.ThrowsAny<ArgumentException>(() => gallery.Enrol("Ada", null!));
        Assert.ThrowsAny<ArgumentException>(() => gallery.Identify(At(0), 1.1f));
        Assert.ThrowsAny<ArgumentException>(() => gallery.Identify(At(0), float.NaN));
        Assert.ThrowsAny<ArgumentException>(() => gallery.Identify(At(0), 0, top: 0));
        Assert.ThrowsAny<ArgumentException>(() => gallery.Remove(null!));
    }

    /// <summary>Searches see whole states only: whoever is enrolled keeps exactly the similarity of one of the own faces.</summary>
    [Fact]
    public async Task Searches_go_on_while_people_come_and_go()
    {
        const int Dimension = 32, People = 40;
        var gallery = new FaceGallery(Model, Dimension);
        Embedding[] axes = [.. Enumerable.Range(0, Dimension).Select(static i => new Embedding([.. Enumerable.Range(0, Dimension).Select(j => i == j ? 1f : 0)], Model))];
        gallery.Enrol("always", axes[0]);
        using var done = new CancellationTokenSource();

        Task[] readers = [.. Enumerable.Range(0, 6).Select(reader => Task.Run(() =>
        {
            int rounds = 0;
            while (!done.IsCancellationRequested || rounds == 0)
            {
                rounds++;
                Assert.Equal(new FaceMatch("always", 1), Assert.Single(gallery.Identify(axes[0], 0.5f)));
                foreach (FaceMatch match in gallery.Identify(axes[1 + rounds % (Dimension - 1)], 0.5f, top: 5))
                {
                    Assert.StartsWith("person ", match.Name, StringComparison.Ordinal);
                    Assert.Equal(1, match.Similarity);
                }
            }
        }, Cancel))];
        Task[] writers = [.. Enumerable.Range(0, 2).Select(writer => Task.Run(() =>
        {
            var random = new Random(writer);
            for (int i = 0; i < 600; i++)
            {
                string name = $"person {random.Next(People)} of {writer}";
                if (random.Next(4) == 0) gallery.Remove(name);
                else gallery.Enrol(name, axes[random.Next(1, Dimension)]);
            }
        }, Cancel))];
        await Task.WhenAll(writers);
        await done.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Equal(gallery.Count, gallery.Names.Sum(gallery.CountOf));
        Assert.Equal(1, gallery.CountOf("always"));
    }

    private static void Enrol(FaceGallery gallery, string name, params float[] degrees)
    {
        foreach (float d in degrees) gallery.Enrol(name, At(d));
    }

    private static Embedding At(float degrees) => new([MathF.Cos(degrees * MathF.PI / 180), MathF.Sin(degrees * MathF.PI / 180)], Model);

    private static void AssertDegrees(IReadOnlyList<FaceMatch> matches, params float[] degrees)
    {
        Assert.Equal(degrees.Length, matches.Count);
        for (int i = 0; i < degrees.Length; i++) Assert.Equal(MathF.Cos(degrees[i] * MathF.PI / 180), matches[i].Similarity, 1e-6f);
    }
}
