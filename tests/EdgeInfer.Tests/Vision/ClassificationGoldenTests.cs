using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>Known classifiers on photographs, with nothing but the model file named, against the reference probabilities.</summary>
public sealed class ClassificationGoldenTests
{
    [Theory]
    [InlineData("chelsea")]
    [InlineData("coffee")]
    [InlineData("golden_retriever")]
    [InlineData("goldfish")]
    [InlineData("horse_cart")]
    [InlineData("hummingbird")]
    [InlineData("kitten_224")]
    [InlineData("lion")]
    public void SqueezeNet_ranks_as_the_reference(string picture)
    {
        GoldenCase golden = GoldenCase.Read($"squeezenet1_1_int8_qdq__{picture}");
        JsonElement reference = golden.Result.GetProperty("by_resize").GetProperty("stretch_224_antialiased_bilinear").GetProperty("top5");
        (int, string, float)[] expected =
            [.. reference.EnumerateArray().Select(static e => (e.GetProperty("index").GetInt32(), e.GetProperty("label").GetString()!, e.GetProperty("probability").GetSingle()))];

        Check(golden, expected, 1000);
    }

    [Theory]
    [InlineData("digit_28")]
    [InlineData("digit_two")]
    public void Mnist_reads_the_digit_whichever_way_it_is_drawn(string picture)
    {
        GoldenCase golden = GoldenCase.Read($"mnist__{picture}");
        (int, string, float)[] expected =
            [.. golden.Result.GetProperty("top3").EnumerateArray().Select(static e => (e.GetProperty("digit").GetInt32(), $"{e.GetProperty("digit")}", e.GetProperty("probability").GetSingle()))];

        Check(golden, expected, 10);
    }

    private static void Check(GoldenCase golden, (int ClassId, string Label, float Probability)[] expected, int classes)
    {
        float tolerance = golden.Tolerance.GetProperty("probability_abs").GetSingle();
        using ImageClassifier classifier = ImageClassifier.Load(golden.ModelPath);
        using ImageBuffer image = golden.DecodeImage();
        Assert.Equal(classes, classifier.ClassCount);

        IReadOnlyList<Classification> all = classifier.Classify(image, topK: classes);
        Assert.Equal(classes, all.Count);
        Assert.Equal(1, all.Sum(static c => c.Score), 1e-4);
        string found = string.Join("; ", all.Take(expected.Length));
        var places = new Dictionary<int, int>();
        for (int i = 0; i < all.Count; i++) places.Add(all[i].ClassId, i);

        for (int i = 0; i < expected.Length; i++)
        {
            Classification classification = all[places[expected[i].ClassId]];
            Assert.Equal(expected[i].Label, classification.Label);
            Assert.True(
                Math.Abs(classification.Score - expected[i].Probability) <= tolerance,
                $"{golden}: {expected[i]} expected, found {classification.Score:0.00000}");

            // Equal probabilities (the int8 model has them, and what rounds to 0) may stand in either order.
            for (int j = i + 1; j < expected.Length; j++)
            {
                if (expected[i].Probability == expected[j].Probability) continue;
                Assert.True(
                    places[expected[i].ClassId] < places[expected[j].ClassId],
                    $"{golden}: '{expected[i].Label}' ({expected[i].Probability}) ranks above '{expected[j].Label}' ({expected[j].Probability}); found {found}");
            }
        }

        Assert.Equal(all.Take(5), classifier.Classify(image));
    }
}
