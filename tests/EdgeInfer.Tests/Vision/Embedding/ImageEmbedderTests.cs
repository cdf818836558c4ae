using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;
using Vector = EdgeInfer.Vision.Embedding;

namespace EdgeInfer.Tests.Vision.Embeddings;

public sealed class ImageEmbedderTests
{
    private static readonly ImageEmbedderOptions Options = new()
    {
        Session = TinyDetector.OneThread,
        Manifest = new ModelManifest { Task = ModelTask.Embed, Input = new ImageInputSpec { Width = 8, Height = 8 } },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Vectors_are_as_the_model_gives_them_or_of_length_1()
    {
        using ImageBuffer image = Colored(30, 0, 40);
        Assert.Equal([30, 0, 40], Embed(Options).ToArray());
        Assert.Equal([0.6f, 0, 0.8f], Embed(Options with { Normalize = true }).ToArray());
        Assert.Equal([0.6f, 0, 0.8f], Embed(Options with { Manifest = Options.Manifest! with { Normalize = true } }).ToArray());
        Assert.Equal([30, 0, 40], Embed(Options with { Manifest = Options.Manifest! with { Normalize = true }, Normalize = false }).ToArray());

        Vector Embed(ImageEmbedderOptions options)
        {
            using ImageEmbedder embedder = ImageEmbedder.Load(Means("1"), "tiny", options);
            Assert.Equal(3, embedder.Dimension);
            Vector vector = embedder.Embed(image, Cancel);
            Assert.Equal(64, vector.Model!.Length);
            return vector;
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("n")]
    public async Task Every_way_to_call_it_says_the_same(string batch)
    {
        using ImageEmbedder embedder = ImageEmbedder.Load(Means(batch), "tiny", Options);
        ImageBuffer[] images = [.. Enumerable.Range(1, 11).Select(static i => Colored((byte)i, (byte)(2 * i), (byte)(255 - i)))];
        float[][] expected = [.. images.Select(i => embedder.Embed(i, Cancel).ToArray())];
        Assert.Equal(expected, embedder.Embed(images, Cancel).Select(static v => v.ToArray()));
        Assert.Equal(expected, (await embedder.EmbedAsync(images, Cancel)).Select(static v => v.ToArray()));
        Assert.Equal(expected[2], (await embedder.EmbedAsync(images[2], Cancel)).ToArray());
        Assert.Equal(expected[2], embedder.Embed(images[2], out StageTimings timings, Cancel).ToArray());
        Assert.True(timings.Total > TimeSpan.Zero);
        foreach (ImageBuffer image in images) image.Dispose();
    }

    [Fact]
    public void Eight_threads_say_what_one_says()
    {
        using ImageEmbedder embedder = ImageEmbedder.Load(Means("n"), "tiny", Options);
        Parallel.For(0, 8, new ParallelOptions { CancellationToken = Cancel }, thread =>
        {
            using ImageBuffer image = Colored((byte)thread, 7, (byte)(200 - thread));
            for (int i = 0; i < 50; i++) Assert.Equal([thread, 7, 200 - thread], embedder.Embed(image, Cancel).ToArray());
        });
    }

    /// <summary>CLIP and DINO exports give the tokens too.</summary>
    [Fact]
    public void The_vector_is_found_among_other_outputs()
    {
        byte[] model = Outputs(("last_hidden_state", "1,4,3"), ("pooler_output", "1,5"), ("attention", "1,7"));
        Assert.Equal(5, Dimension(Options));
        Assert.Equal(7, Dimension(Options with { Manifest = Options.Manifest! with { Outputs = new() { Embedding = "attention" } } }));
        // The first of four tokens.
        Assert.Equal(3, Dimension(Options with { Manifest = Options.Manifest! with { Outputs = new() { Embedding = "last_hidden_state" } } }));

        int Dimension(ImageEmbedderOptions options)
        {
            using ImageEmbedder embedder = ImageEmbedder.Load(model, "tiny", options);
            using ImageBuffer image = Colored(1, 2, 3);
            Vector vector = embedder.Embed(image, Cancel);
            Assert.Equal([.. Enumerable.Range(1, embedder.Dimension).Select(static i => (float)i)], vector.ToArray());
            return embedder.Dimension;
        }
    }

    [Fact]
    public void A_length_that_the_model_leaves_free_shows_in_a_first_run()
    {
        byte[] model = new TestModel()
            .Input("picture", TensorElementType.Float32, "1,3,h,w")
            .Node("GlobalAveragePool", ["picture"], ["means"])
            .Node("Flatten", ["means"], ["vector"])
            .Output("vector", TensorElementType.Float32, "1,d")
            .ToArray();
        using ImageEmbedder embedder = ImageEmbedder.Load(model, "tiny", Options);
        Assert.Equal(3, embedder.Dimension);
    }

    [Fact]
    public void Vectors_in_other_shapes_are_vectors()
    {
        using ImageEmbedder embedder = ImageEmbedder.Load(Outputs(("features", "1,6,1,1")), "tiny", Options);
        Assert.Equal(6, embedder.Dimension);
    }

    [Fact]
    public void What_is_no_vector_is_refused()
    {
        Refused(Outputs(("a", "1,4"), ("b", "1,5")), "which output is the vector is not clear", Options);
        Refused(Outputs(("a", "1,4,4,2")), "which output is the vector is not clear", Options);
        Refused(Outputs(("a", "1,4")), "outputs.embedding is 'b', but tiny has a", Options with { Manifest = Options.Manifest! with { Outputs = new() { Embedding = "b" } } });
        Refused(Outputs(("a", "1,4,4,2")), "one vector such as [1, 512]", Options with { Manifest = Options.Manifest! with { Outputs = new() { Embedding = "a" } } });
        Refused(Outputs(("a", "1,4")), "is a model for 'classify'", Options with { Manifest = Options.Manifest! with { Task = ModelTask.Classify } });

        static void Refused(byte[] model, string message, ImageEmbedderOptions options) =>
            Assert.Contains(message, Assert.Throws<ModelMismatchException>(() => ImageEmbedder.Load(model, "tiny", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_that_make_no_sense_are_refused()
    {
        ImageEmbedder embedder = ImageEmbedder.Load(Means("1"), "tiny", Options);
        using ImageBuffer black = Colored(0, 0, 0);
        Assert.Throws<ArgumentException>(() => embedder.Embed(default(ImageView), Cancel));
        Assert.Throws<InferenceException>(() => embedder.Embed(black, Cancel));
        Assert.ThrowsAny<OperationCanceledException>(() => embedder.Embed(black, new CancellationToken(true)));
        embedder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => embedder.Embed(black, Cancel));
    }

    private static byte[] Means(string batch) => new TestModel()
        .Input("picture", TensorElementType.Float32, $"{batch},3,8,8")
        .Node("GlobalAveragePool", ["picture"], ["means"])
        .Node("Flatten", ["means"], ["vector"])
        .Output("vector", TensorElementType.Float32, $"{batch},3")
        .ToArray();

    /// <summary>Outputs that count from 1.</summary>
    private static byte[] Outputs(params ReadOnlySpan<(string Name, string Shape)> outputs)
    {
        var contents = new (string, string, float[])[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            int count = outputs[i].Shape.Split(',').Aggregate(1, static (product, size) => product * int.Parse(size));
            contents[i] = (outputs[i].Name, outputs[i].Shape, [.. Enumerable.Range(1, count).Select(static v => (float)v)]);
        }

        return TinyDetector.Constant("1,3,8,8", contents).ToArray();
    }

    private static ImageBuffer Colored(byte red, byte green, byte blue)
    {
        var image = new ImageBuffer(20, 10, PixelFormat.Rgb24);
        for (int i = 0; i < image.Pixels.Length; i += 3) (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (red, green, blue);
        return image;
    }
}
