using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>The reader around models of a few nodes: in every checkout, without test data.</summary>
public sealed class OcrReaderTests
{
    private static readonly OcrReaderOptions Options = new() { Session = TinyDetector.OneThread };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Bright_boxes_are_read_in_reading_order_in_the_pictures_pixels()
    {
        using OcrReader reader = Reader();
        using ImageBuffer image = Boxes(640, 480, (320, 96, 96, 32), (64, 96, 128, 32), (64, 224, 160, 32));

        OcrResult read = reader.Read(image, out StageTimings timings, Token);

        Assert.Equal(["ab", "ab", "ab"], read.Select(static l => l.Text));
        Assert.Equal("ab\nab\nab", read.Text);
        Assert.True(timings.Inference > TimeSpan.Zero && timings.Preprocess > TimeSpan.Zero && timings.Postprocess > TimeSpan.Zero);
        Vector2[] centers = [new(128, 112), new(368, 112), new(144, 240)];
        for (int i = 0; i < 3; i++)
        {
            Assert.True(Vector2.Distance(read[i].Quad.Center, centers[i]) < 4, read[i].ToString());
            Assert.Equal(1, read[i].Score);
            Assert.InRange(read[i].DetectionScore, 0.9f, 1);
            Assert.Equal(0, read[i].Rotation);
            Assert.Empty(read[i].Characters);
            // Clockwise from the top left.
            Assert.True(read[i].Quad.TopLeft.X < read[i].Quad.TopRight.X && read[i].Quad.TopLeft.Y < read[i].Quad.BottomLeft.Y);
        }
    }

    [Fact]
    public void A_region_is_read_in_pixels_of_the_whole_picture()
    {
        using OcrReader reader = Reader();
        using ImageBuffer image = Boxes(640, 480, (64, 96, 128, 32), (320, 224, 160, 32));
        var options = new TextReadOptions { Region = new BoundingBox(300, 200, 600, 300), LocateCharacters = true };

        TextLine line = Assert.Single(reader.Read(image, options, Token));

        Assert.True(Vector2.Distance(line.Quad.Center, new(400, 240)) < 4, line.ToString());
        Assert.All(line.Characters, c => Assert.InRange(c.Quad.Center.X, 300, 600));
        Assert.Contains("outside", Assert.Throws<ArgumentException>(() => reader.Read(image, options with { Region = new(700, 0, 800, 100) }, Token)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(image, options with { Region = new(10, 10, 10, 20) }, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(image, options with { Region = new(0, 0, float.NaN, 20) }, Token));
    }

    [Fact]
    public void Characters_stand_one_after_the_other_inside_their_line()
    {
        // Blank, a, a, blank, b, blank: the middles of a and b are at 1/3 and 3/4 of the input.
        using OcrReader reader = Reader([0, 1, 1, 0, 2, 0]);
        using ImageBuffer image = Boxes(640, 320, (64, 96, 480, 48));

        TextLine line = Assert.Single(reader.Read(image, new TextReadOptions { LocateCharacters = true }, Token));

        Assert.Equal(["a", "b"], line.Characters.Select(static c => c.Text));
        Quad a = line.Characters[0].Quad, b = line.Characters[1].Quad;
        // The input is 320 wide at least, of which the line takes only its part.
        float left = line.Quad.TopLeft.X, width = line.Quad.Width, part = MathF.Ceiling(48 * width / line.Quad.Height) / 320;
        Assert.True(part < 1);
        Assert.Equal(left + width * (1 / 3f + 3 / 4f) / 2 / part, a.TopRight.X, 3f);
        Assert.Equal(a.TopRight, b.TopLeft);
        Assert.Equal(line.Quad.TopLeft.Y, a.TopLeft.Y, 1f);
        Assert.Equal(line.Quad.BottomLeft.Y, a.BottomLeft.Y, 1f);
    }

    [Fact]
    public void Lines_that_are_upside_down_are_turned_and_begin_at_their_other_end()
    {
        using OcrReader reader = OcrReader.Load(TinyOcr.Detector(), Recognizer([0, 1, 0, 2]), TinyOcr.Orientation(0.95f), Options);
        using ImageBuffer image = Boxes(640, 320, (64, 96, 480, 48));

        TextLine line = Assert.Single(reader.Read(image, new TextReadOptions { LocateCharacters = true }, Token));

        Assert.Equal(180, line.Rotation);
        Assert.Equal(line.Quad.BottomRight, line.ReadingQuad.TopLeft);
        Assert.True(line.Characters[0].Quad.Center.X > line.Characters[1].Quad.Center.X);

        // Not sure enough.
        using OcrReader unsure = OcrReader.Load(TinyOcr.Detector(), Recognizer([1]), TinyOcr.Orientation(0.85f), Options);
        Assert.Equal(0, Assert.Single(unsure.Read(image, Token)).Rotation);
    }

    [Fact]
    public void Without_a_classifier_what_is_hard_to_read_is_read_upside_down_on_request()
    {
        ModelManifest manifest = new() { Task = ModelTask.TextRecognize, Softmax = false, Labels = ["a", "b"], Input = new() { Resize = EdgeInfer.Kernels.ResizeMode.FitHeight, Height = 48, Scale = 1 / 255f } };
        OcrReaderOptions options = Options with { RecognizerManifest = manifest };
        using OcrReader reader = OcrReader.Load(TinyOcr.Detector(), TinyOcr.SureOfBrightBeginnings(), options);
        using ImageBuffer upright = Boxes(480, 48, (0, 0, 240, 48)), turned = Boxes(480, 48, (240, 0, 240, 48)), even = Boxes(480, 48, (0, 0, 480, 48));
        var reread = new TextReadOptions { RereadBelow = 0.9f, LocateCharacters = true };

        TextLine asItIs = reader.ReadLine(turned, Token), found = reader.ReadLine(turned, reread, Token);
        Assert.Equal(("b", 0), (asItIs.Text, asItIs.Rotation));
        Assert.Equal(("a", 180), (found.Text, found.Rotation));
        Assert.True(found.Score > 0.9f, found.ToString());
        Assert.Single(found.Characters);
        Assert.Equal(("a", 0), (reader.ReadLine(upright, reread, Token).Text, reader.ReadLine(upright, reread, Token).Rotation));
        // No better that way: it stays. Nor is what scores enough looked at.
        Assert.Equal(0, reader.ReadLine(even, reread, Token).Rotation);
        Assert.Equal(("b", 0), (reader.ReadLine(turned, reread with { RereadBelow = 0.4f }, Token).Text, reader.ReadLine(turned, reread with { RereadBelow = 0.4f }, Token).Rotation));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadLine(turned, reread with { RereadBelow = 1.1f }, Token));

        // A classifier knows better.
        using OcrReader classified = OcrReader.Load(TinyOcr.Detector(), TinyOcr.SureOfBrightBeginnings(), TinyOcr.Orientation(0.1f), options);
        Assert.Equal("b", classified.ReadLine(turned, reread, Token).Text);
    }

    [Fact]
    public void Tall_boxes_are_lines_that_run_down()
    {
        using OcrReader reader = Reader();
        using ImageBuffer image = Boxes(320, 640, (96, 64, 48, 480));
        TextLine line = Assert.Single(reader.Read(image, Token));
        Assert.Equal(90, line.Rotation);
        Assert.Equal(line.Quad.TopRight, line.ReadingQuad.TopLeft);
    }

    // The tiny recogniser claims a free batch and gives one line: the reader must notice and go on one by one.
    [Fact]
    public void A_recogniser_that_cannot_do_batches_is_asked_line_by_line()
    {
        using OcrReader reader = OcrReader.Load(TinyOcr.Detector(), Recognizer([1], "n,3,48,w"), Options);
        using ImageBuffer image = Boxes(640, 480, (64, 64, 96, 32), (64, 160, 96, 32), (64, 256, 96, 32));
        for (int i = 0; i < 2; i++) Assert.Equal(3, reader.Read(image, Token).Count);
    }

    [Fact]
    public void Lines_below_the_lowest_score_are_left_out()
    {
        // Softmax over 4 classes, one of them 1, the others 0: 0.475.
        ModelManifest logits = new() { Task = ModelTask.TextRecognize, Softmax = true, Labels = ["a", "b"], Input = new() { Resize = EdgeInfer.Kernels.ResizeMode.FitHeight, Height = 48 } };
        using OcrReader reader = OcrReader.Load(TinyOcr.Detector(), TinyOcr.Recognizer(4, [1]).ToArray(), Options with { RecognizerManifest = logits });
        using ImageBuffer image = Boxes(640, 320, (64, 96, 480, 48));

        Assert.Empty(reader.Read(image, Token));
        Assert.Equal(0.475f, Assert.Single(reader.Read(image, new TextReadOptions { MinScore = 0.4f }, Token)).Score, 1e-3f);
        Assert.Equal("a", reader.ReadLine(image, Token).Text);
    }

    [Fact]
    public async Task The_same_comes_from_one_picture_many_pictures_and_other_threads()
    {
        using OcrReader reader = Reader();
        using ImageBuffer one = Boxes(640, 480, (64, 96, 128, 32)), none = Boxes(64, 64);
        Assert.Empty(reader.Read(none, Token));
        Assert.Same(OcrResult.Empty, reader.Read(none, Token));
        Assert.Equal([1, 0, 1], reader.Read([one, none, one], Token).Select(static r => r.Count));
        Assert.Equal([1, 0], (await reader.ReadAsync([one, none], Token)).Select(static r => r.Count));
        Assert.Equal(reader.Read(one, Token)[0].ToString(), (await reader.ReadAsync(one, Token))[0].ToString());
        Assert.Throws<ArgumentException>(() => reader.Read([one, null!], Token));
        await Assert.ThrowsAsync<ArgumentNullException>(() => reader.ReadAsync((ImageBuffer)null!, Token));
    }

    [Theory]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Rgba32)]
    [InlineData(PixelFormat.Bgra32)]
    [InlineData(PixelFormat.Bgr24)]
    public void All_formats_are_read(PixelFormat format)
    {
        using OcrReader reader = Reader();
        using ImageBuffer image = Boxes(640, 320, format, (64, 96, 480, 48));
        Assert.Equal("ab", Assert.Single(reader.Read(image, Token)).Text);
    }

    [Fact]
    public void Camera_frames_are_read()
    {
        using OcrReader reader = Reader();
        byte[] frame = new byte[640 * 320 * 3 / 2];
        frame.AsSpan(640 * 320).Fill(128);
        for (int y = 96; y < 144; y++) frame.AsSpan(y * 640 + 64, 480).Fill(235);
        Assert.Equal("ab", Assert.Single(reader.Read(new ImageView(frame, 640, 320, PixelFormat.Nv12), Token)).Text);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(10_000, 50)]
    [InlineData(50, 10_000)]
    [InlineData(31, 33)]
    public void Any_size_is_read(int width, int height)
    {
        using OcrReader reader = Reader();
        using ImageBuffer black = Boxes(width, height), white = Boxes(width, height, (0, 0, width, height));
        Assert.Empty(reader.Read(black, Token));
        foreach (TextLine line in reader.Read(white, Token))
        {
            for (int i = 0; i < 4; i++)
            {
                Assert.InRange(line.Quad[i].X, 0, width);
                Assert.InRange(line.Quad[i].Y, 0, height);
            }
        }

        Assert.Equal("ab", reader.ReadLine(white, Token).Text);
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        using OcrReader reader = Reader();
        Assert.Throws<ArgumentException>(() => reader.Read(default(ImageView), Token));
        Assert.Throws<ArgumentException>(() => reader.ReadLine(default, Token));
        Assert.Throws<ArgumentNullException>(() => reader.Read((IReadOnlyList<ImageBuffer>)null!, Token));
        using ImageBuffer image = Boxes(64, 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(image, new TextReadOptions { MinScore = 1.5f }, Token));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => reader.Read(image, cancelled.Token));
        foreach (OcrReaderOptions wrong in (OcrReaderOptions[])
            [Options with { MaxSide = 31 }, Options with { BoxThreshold = -1 }, Options with { PixelThreshold = float.NaN }, Options with { Growth = 11 }, Options with { MaxLines = 0 }, Options with { TurnThreshold = 2 }])
            Assert.ThrowsAny<ArgumentException>(() => OcrReader.Load(TinyOcr.Detector(), Recognizer([1]), wrong));
        // A size of its own has no limit.
        Assert.Contains("MaxSide", Assert.Throws<ArgumentException>(() => OcrReader.Load(TinyOcr.Detector("1,3,320,320"), Recognizer([1]), Options with { MaxSide = 640 })).Message);
    }

    [Fact]
    public void A_disposed_reader_says_so()
    {
        OcrReader reader = Reader();
        reader.Dispose();
        using ImageBuffer image = Boxes(64, 64);
        Assert.Throws<ObjectDisposedException>(() => reader.Read(image, Token));
        reader.Dispose();
    }

    [Fact]
    public void A_dictionary_of_another_length_is_an_error_with_both_numbers()
    {
        byte[] model = TinyOcr.Recognizer(7, [1], "n,3,48,w", "n,t,7").Metadata("character", "a\nb").ToArray();
        ModelMismatchException error = Assert.Throws<ModelMismatchException>(() => OcrReader.Load(TinyOcr.Detector(), model, Options));
        Assert.Contains("2 dictionary entries", error.Message);
        Assert.Contains("7 classes", error.Message);
        Assert.Contains("expected 5 or 6", error.Message);

        ModelMismatchException missing = Assert.Throws<ModelMismatchException>(() => OcrReader.Load(TinyOcr.Detector(), TinyOcr.Recognizer(7, [1], "n,3,48,w", "n,t,7").ToArray(), Options));
        Assert.Contains("--dict", missing.Message);
        Assert.Throws<ManifestException>(() => OcrReader.Load(TinyOcr.Detector(), model, Options with { Dictionary = "no such file.txt" }));
    }

    [Fact]
    public void A_dictionary_file_takes_the_place_of_the_models_own()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "dict.txt");
        File.WriteAllText(file, "α\r\nβ\r\n");
        byte[] model = TinyOcr.Recognizer(4, [1, 2, 3], "n,3,48,w", "n,t,4").Metadata("character", "a\nb").ToArray();
        using OcrReader reader = OcrReader.Load(TinyOcr.Detector(), model, Options with { Dictionary = file });
        // The space is appended, as PaddleOCR does.
        Assert.Equal(["", "α", "β", " "], reader.Alphabet);
        using ImageBuffer image = Boxes(320, 48, (0, 0, 320, 48));
        Assert.Equal("αβ ", reader.ReadLine(image, Token).Text);
    }

    [Fact]
    public void Models_in_each_others_place_are_told_apart()
    {
        byte[] detector = TinyOcr.Detector(), recognizer = Recognizer([1]);
        ModelMismatchException swapped = Assert.Throws<ModelMismatchException>(() => OcrReader.Load(recognizer, detector, Options));
        Assert.Contains("textRecognize", swapped.Message);
        Assert.Contains("--rec", swapped.Message);
        Assert.Throws<ModelMismatchException>(() => OcrReader.Load(detector, recognizer, detector, Options));
        ModelManifest wrongTask = new() { Task = ModelTask.Classify };
        Assert.Throws<ModelMismatchException>(() => OcrReader.Load(detector, recognizer, Options with { DetectorManifest = wrongTask }));
        // A manifest that says text detector, of a model that gives no map.
        ModelManifest contradicts = new() { Task = ModelTask.TextDetect, Input = new() { Width = 32, Height = 32 } };
        Assert.Contains("one map", Assert.Throws<ModelMismatchException>(() => OcrReader.Load(TinyDetector.SeesWhite(), recognizer, Options with { DetectorManifest = contradicts })).Message);
        ModelManifest stretched = new() { Task = ModelTask.TextRecognize, Input = new() { Width = 320, Height = 48 }, Labels = ["a", "b"] };
        Assert.Contains("fitHeight", Assert.Throws<ModelMismatchException>(() => OcrReader.Load(detector, recognizer, Options with { RecognizerManifest = stretched })).Message);
    }

    [Fact]
    public void A_constraint_that_the_dictionary_cannot_meet_is_refused_when_the_models_are_loaded()
    {
        OcrReaderOptions digits = Options with { Reading = new() { Constraint = TextConstraint.Digits } };
        Assert.Contains("0123456789", Assert.Throws<TextPatternException>(() => OcrReader.Load(TinyOcr.Detector(), Recognizer([1]), digits)).Message);
    }

    [Fact]
    public void A_constraint_that_no_reading_meets_gives_no_line()
    {
        using OcrReader reader = Reader();
        using ImageBuffer image = Boxes(640, 320, (64, 96, 480, 48));
        // The model is certain of "ab".
        Assert.Empty(reader.Read(image, new TextReadOptions { Constraint = TextConstraint.Pattern("b+") }, Token));
        Assert.Equal("ab", Assert.Single(reader.Read(image, new TextReadOptions { Constraint = TextConstraint.Pattern("a.") }, Token)).Text);
    }

    private static OcrReader Reader(int[]? text = null) => OcrReader.Load(TinyOcr.Detector(), Recognizer(text ?? [1, 0, 2]), Options);

    /// <summary>Dictionary a, b and a space.</summary>
    private static byte[] Recognizer(int[] text, string input = "1,3,48,w") => TinyOcr.Recognizer(4, text, input, "n,t,4").Metadata("character", "a\nb").ToArray();

    private static ImageBuffer Boxes(int width, int height, params (int X, int Y, int Width, int Height)[] boxes) => Boxes(width, height, PixelFormat.Rgb24, boxes);

    private static ImageBuffer Boxes(int width, int height, PixelFormat format, params (int X, int Y, int Width, int Height)[] boxes)
    {
        var image = new ImageBuffer(width, height, format);
        image.Pixels.Clear();
        int bytes = image.StrideBytes / width;
        foreach ((int x, int y, int boxWidth, int boxHeight) in boxes)
        {
            for (int row = y; row < y + boxHeight; row++) image.GetRow(row).Slice(x * bytes, boxWidth * bytes).Fill(255);
        }

        return image;
    }
}
