using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class ImageClassifierTests
{
    private static readonly ModelManifest Manifest = new() { Task = ModelTask.Classify, Labels = ["dark", "middle", "light"] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1,3")]
    [InlineData("3")]
    [InlineData("1,3,1,1")]
    public void Ranks_whatever_the_shape_of_the_scores(string shape)
    {
        using ImageClassifier classifier = Load(Constant(shape, 0.2f, 0.5f, 0.3f), Manifest);
        using ImageBuffer image = SolidPicture.White(5, 7);

        Assert.Equal(3, classifier.ClassCount);
        Assert.Equal([new(1, "middle", 0.5f), new(2, "light", 0.3f), new Classification(0, "dark", 0.2f)], classifier.Classify(image, cancellationToken: Cancel));
        Assert.Equal(new Classification(1, "middle", 0.5f), Assert.Single(classifier.Classify(image, topK: 1, Cancel)));
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Classify(image, topK: 0, Cancel));
    }

    [Fact]
    public void Logits_become_probabilities_where_the_manifest_says_so()
    {
        using ImageClassifier classifier = Load(Constant("1,3", 1000, 1000 + MathF.Log(3), 0), Manifest with { Softmax = true });
        using ImageBuffer image = SolidPicture.White(5, 7);

        IReadOnlyList<Classification> ranking = classifier.Classify(image, cancellationToken: Cancel);
        Assert.Equal([1, 0, 2], ranking.Select(static c => c.ClassId));
        Assert.Equal(0.75f, ranking[0].Score, 1e-4f);
        Assert.Equal(0.25f, ranking[1].Score, 1e-4f);
        Assert.Equal(0, ranking[2].Score);
    }

    [Fact]
    public void Classes_without_labels_are_called_by_number()
    {
        using ImageClassifier classifier = Load(Constant("1,3", 0, 1, 0), Manifest with { Labels = [] });
        using ImageBuffer image = SolidPicture.White(5, 7);
        Assert.Equal("class 1", classifier.Classify(image, topK: 1, Cancel)[0].Label);
    }

    [Theory]
    [InlineData(TensorElementType.Float16)]
    [InlineData(TensorElementType.UInt8)]
    public void Pictures_go_into_half_precision_and_8_bit_inputs(TensorElementType type)
    {
        // The model hands its input's corner pixel back as three scores.
        byte[] model = new TestModel()
            .Input("picture", type, "1,3,1,1")
            .Node("Cast", ["picture"], ["scores"], ("to", 1))
            .Output("scores", TensorElementType.Float32, "1,3,1,1")
            .ToArray();
        using ImageClassifier classifier = Load(model, Manifest with { Input = new ImageInputSpec { Color = ColorOrder.Bgr } });
        using var image = new ImageBuffer(1, 1, PixelFormat.Rgb24);
        ((ReadOnlySpan<byte>)[200, 100, 7]).CopyTo(image.Pixels);

        Assert.Equal([(2, 200f), (1, 100f), (0, 7f)], classifier.Classify(image, cancellationToken: Cancel).Select(static c => (c.ClassId, c.Score)));
    }

    // The value is (pixel − 100) ÷ 10, an element stands for half of 1: 8.5 is 17, 0 is 0, −9.5 is −19; then the zero point.
    [Theory]
    [InlineData(TensorElementType.UInt8, 0, 17f, 0f, 0f)]
    [InlineData(TensorElementType.UInt8, 30, 47f, 30f, 11f)]
    [InlineData(TensorElementType.Int8, -3, 14f, -3f, -22f)]
    public void Quantised_inputs_get_what_stands_for_the_value(TensorElementType type, int zeroPoint, float first, float second, float third)
    {
        byte[] model = new TestModel()
            .Input("picture", type, "1,3,1,1")
            .Node("Cast", ["picture"], ["scores"], ("to", 1))
            .Output("scores", TensorElementType.Float32, "1,3,1,1")
            .ToArray();
        var input = new ImageInputSpec { Mean = [100], Std = [10], Quantization = new TensorQuantization(0.5f, zeroPoint) };
        using ImageClassifier classifier = Load(model, Manifest with { Input = input });
        using var image = new ImageBuffer(1, 1, PixelFormat.Rgb24);
        ((ReadOnlySpan<byte>)[185, 100, 5]).CopyTo(image.Pixels);

        Assert.Equal([first, second, third], classifier.Classify(image, cancellationToken: Cancel).OrderBy(static c => c.ClassId).Select(static c => c.Score));
    }

    [Fact]
    public void Half_precision_scores_are_read()
    {
        byte[] model = new TestModel()
            .Input("picture", TensorElementType.Float16, "1,3,1,1")
            .Node("Identity", ["picture"], ["scores"])
            .Output("scores", TensorElementType.Float16, "1,3,1,1")
            .ToArray();
        using ImageClassifier classifier = Load(model, Manifest with { Input = new ImageInputSpec { Scale = 1 / 256f } });
        using var image = new ImageBuffer(1, 1, PixelFormat.Rgb24);
        ((ReadOnlySpan<byte>)[64, 128, 0]).CopyTo(image.Pixels);

        Assert.Equal([0.5f, 0.25f, 0], classifier.Classify(image, cancellationToken: Cancel).Select(static c => c.Score));
    }

    [Theory]
    [InlineData("1,2,3", "1,3,4,4")]
    [InlineData("1,21,8,8", "1,3,4,4")]
    [InlineData("4,3", "1,3,4,4")]
    public void Outputs_that_are_no_ranking_are_refused(string shape, string input)
    {
        int elements = shape.Split(',').Select(static s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).Aggregate(1, static (a, b) => a * b);
        byte[] model = TinyDetector.Constant(input, ("scores", shape, new float[elements])).ToArray();
        var error = Assert.Throws<ModelMismatchException>(() => Load(model, Manifest with { Labels = [] }).Dispose());
        Assert.Contains("one score a class", error.Message, StringComparison.Ordinal);
    }

    // The picture's pixels, flattened: how many there are is not known before the model runs.
    [Fact]
    public void A_free_number_of_classes_is_that_of_the_labels()
    {
        byte[] model = new TestModel()
            .Input("picture", TensorElementType.Float32, "1,1,h,w")
            .Node("Flatten", ["picture"], ["scores"])
            .Output("scores", TensorElementType.Float32, "1,classes")
            .ToArray();
        ModelManifest manifest = Manifest with { Input = new ImageInputSpec { Color = ColorOrder.Gray, Width = 3, Height = 1 } };
        using ImageBuffer image = SolidPicture.White(3, 1);

        using ImageClassifier classifier = Load(model, manifest);
        Assert.Equal(3, classifier.ClassCount);
        Assert.Equal(3, classifier.Classify(image, cancellationToken: Cancel).Count);

        var unknown = Assert.Throws<ModelMismatchException>(() => Load(model, manifest with { Labels = [] }).Dispose());
        Assert.Contains("Give labels in the manifest", unknown.Message, StringComparison.Ordinal);
        using ImageClassifier tooFew = Load(model, manifest with { Labels = ["a", "b"] });
        var wrong = Assert.Throws<ModelMismatchException>(() => tooFew.Classify(image, cancellationToken: Cancel));
        Assert.Contains("3 scores for 2 labels", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_the_wrong_length_are_refused()
    {
        var error = Assert.Throws<ModelMismatchException>(() => Load(Constant("1,3", 0, 0, 0), Manifest with { Labels = ["a", "b"] }).Dispose());
        Assert.Contains("gives 2 labels, but tiny has 3 classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_or_disposed_it_does_not_run()
    {
        ImageClassifier classifier = Load(Constant("1,3", 0, 1, 0), Manifest);
        using ImageBuffer image = SolidPicture.White(5, 7);
        Assert.ThrowsAny<OperationCanceledException>(() => classifier.Classify(image, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentException>(() => classifier.Classify(default(ImageView), cancellationToken: Cancel));
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Classify(image, cancellationToken: Cancel));
    }

    private static byte[] Constant(string shape, params float[] scores) => TinyDetector.Constant("1,3,4,4", ("scores", shape, scores)).ToArray();

    private static ImageClassifier Load(byte[] model, ModelManifest manifest) =>
        ImageClassifier.Load(model, "tiny", new ImageClassifierOptions { Manifest = manifest, Session = TinyDetector.OneThread });
}
