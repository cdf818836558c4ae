using System.Numerics;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>PP-OCR's models on photographs, with nothing but the files named, against PaddleOCR's pipeline.</summary>
public sealed class OcrGoldenTests
{
    private const double MinIoU = 0.9;
    private const float ScoreTolerance = 0.05f;

    public static TheoryData<string> Cases =>
    [
        "goldfish", "ocr_book_page", "ocr_multilingual", "ocr_nutrition", "ocr_phototest", "ocr_phototest_rot180", "ocr_phototest_skewed",
        "ocr_plate_alaska", "ocr_poster_hands", "ocr_receipt_grande", "ocr_receipt_pho", "ocr_shop_sign", "ocr_test_1bit", "ocr_vertical_hello",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lines_are_the_references(string name)
    {
        (OcrResult read, JsonElement reference) = Read(name);
        string all = string.Join("\n  ", read);
        string[] truth = Truth(name);
        foreach (JsonElement line in reference.GetProperty("lines").EnumerateArray())
        {
            if (!line.GetProperty("stable").GetBoolean() || line.GetProperty("dropped").GetBoolean()) continue;
            Quad quad = ReadQuad(line.GetProperty("quad"));
            string text = line.GetProperty("text").GetString()!;
            TextLine? match = read.Where(l => QuadOverlap.IoU(l.Quad, quad) >= MinIoU).Select(static l => (TextLine?)l).FirstOrDefault();
            Assert.True(match is not null, $"{name}: '{text}' at {quad} is missing; read\n  {all}");
            // What the reference itself misreads hangs by a thread.
            if (!truth.Contains(CharacterErrors.WithoutSpace(text))) continue;
            Assert.True(
                CharacterErrors.WithoutSpace(text) == CharacterErrors.WithoutSpace(match.Value.Text), $"{name}: the reference reads '{text}', here it is {match}");
            float score = line.GetProperty("rec_score").GetSingle();
            Assert.True(Math.Abs(match.Value.Score - score) <= ScoreTolerance, $"{name}: the reference's score of '{text}' is {score}, here it is {match}");
            Assert.Equal(line.GetProperty("det_score").GetSingle(), match.Value.DetectionScore, ScoreTolerance);
            // The same corner first.
            Assert.True(Vector2.Distance(quad.TopLeft, match.Value.Quad.TopLeft) <= 3, $"{name}: {quad} begins elsewhere than {match}");
        }
    }

    [Fact]
    public void Character_errors_are_no_more_than_the_references()
    {
        foreach (string name in Cases.Select(static c => c.Data))
        {
            (OcrResult read, JsonElement reference) = Read(name);
            string[] truth = Truth(name);
            if (truth.Length == 0)
            {
                Assert.Empty(read);
                continue;
            }

            double rate = CharacterErrors.Rate(truth, [.. read.Select(static l => l.Text)]);
            double expected = reference.GetProperty("character_error_rate_against_truth_spaces_ignored").GetDouble();
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {rate:0.00000}, reference {expected:0.00000}");
            Assert.True(rate <= expected + 1e-5, $"{name}: character error rate {rate:0.00000}, the reference's is {expected:0.00000}; read\n  {string.Join("\n  ", read)}");
        }
    }

    [Fact]
    public void Single_lines_are_the_references()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("expected/en_number_v2_rec__crops.json")));
        foreach (JsonElement line in golden.RootElement.GetProperty("result").GetProperty("lines").EnumerateArray())
        {
            using ImageBuffer image = OcrModels.Picture(Path.GetFileName(line.GetProperty("image").GetString()!));
            TextLine read = OcrModels.Reader.ReadLine(image, TestContext.Current.CancellationToken);
            Assert.Equal(line.GetProperty("text").GetString(), read.Text);
            Assert.Equal(line.GetProperty("score").GetSingle(), read.Score, ScoreTolerance);
            Assert.Equal(line.GetProperty("angle").GetInt32(), read.Rotation);
        }
    }

    private static (OcrResult Read, JsonElement Reference) Read(string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Path($"expected/ppocr_en__{name}.json")));
        using ImageBuffer image = OcrModels.Picture(Path.GetFileName(golden.RootElement.GetProperty("image").GetString()!));
        return (OcrModels.Reader.Read(image, TestContext.Current.CancellationToken), golden.RootElement.GetProperty("result").Clone());
    }

    /// <summary>What a person reads, without white space; nothing where there is no text.</summary>
    private static string[] Truth(string name) =>
        name == "goldfish" ? [] : [.. File.ReadAllLines(TestData.Path($"expected/{name}.truth.txt")).Select(CharacterErrors.WithoutSpace).Where(static l => l.Length > 0)];

    private static Quad ReadQuad(JsonElement corners)
    {
        Vector2[] points = [.. corners.EnumerateArray().Select(static c => new Vector2(c[0].GetSingle(), c[1].GetSingle()))];
        return new Quad(points[0], points[1], points[2], points[3]);
    }
}
