using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>What must hold of real models on real pictures, whatever exactly they read.</summary>
public sealed class OcrPhotoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // What the poster says does not change when it is hung upside down.
    [Fact]
    public void A_picture_turned_by_180_degrees_says_the_same_in_the_same_order()
    {
        using ImageBuffer upright = OcrModels.Picture("ocr_poster_hands.png");
        using var turned = new ImageBuffer(upright.Width, upright.Height, upright.Format);
        Reorient.Apply(upright, ImageOrientation.Rotate180, turned);
        OcrResult expected = OcrModels.Reader.Read(upright, Token), actual = OcrModels.Reader.Read(turned, Token);

        Assert.Equal(expected.Count, actual.Count);
        AssertSame(expected, actual, maxErrors: 2);
        Assert.All(actual, static l => Assert.Equal(180, l.Rotation));
        Vector2 corner = new(upright.Width - 1, upright.Height - 1);
        for (int i = 0; i < expected.Count; i++)
            Assert.True(Vector2.Distance(corner - expected[i].ReadingQuad.TopLeft, actual[i].ReadingQuad.TopLeft) < 8, $"{expected[i]} and {actual[i]}");
    }

    [Fact]
    public void A_page_upside_down_is_read_without_a_classifier_where_lines_are_read_twice()
    {
        using ImageBuffer upright = OcrModels.Picture("ocr_phototest.png"), turned = OcrModels.Picture("ocr_phototest_rot180.png");
        OcrResult expected = OcrModels.Upright.Read(upright, Token), actual = OcrModels.Upright.Read(turned, TextReadOptions.Default with { RereadBelow = 0.9f }, Token);

        AssertSame(expected, actual, maxErrors: 4);
        Assert.All(actual, static l => Assert.Equal(180, l.Rotation));
    }

    [Theory]
    [InlineData("ocr_phototest.png")]
    [InlineData("ocr_receipt_pho.jpg")]
    [InlineData("ocr_receipt_grande.jpeg")]
    [InlineData("ocr_nutrition.jpg")]
    [InlineData("ocr_poster_hands.png")]
    [InlineData("ocr_shop_sign.jpg")]
    [InlineData("ocr_plate_alaska.jpg")]
    public void What_is_upright_stays_so_where_lines_are_read_twice(string picture)
    {
        using ImageBuffer image = OcrModels.Picture(picture);
        OcrResult once = OcrModels.Upright.Read(image, Token), twice = OcrModels.Upright.Read(image, TextReadOptions.Default with { RereadBelow = 0.9f }, Token);

        Assert.Equal(once.Text, twice.Text);
    }

    [Fact]
    public void A_padded_picture_says_the_same_further_down_and_right()
    {
        using ImageBuffer image = OcrModels.Picture("ocr_poster_hands.png");
        using var padded = new ImageBuffer(image.Width + 55, image.Height + 64, image.Format);
        for (int y = 0; y < padded.Height; y++)
        {
            // The poster's own ground.
            for (int x = 0; x < padded.Width; x++) image.GetRow(0)[..3].CopyTo(padded.GetRow(y)[(3 * x)..]);
            if (y >= 32 && y < 32 + image.Height) image.GetRow(y - 32).CopyTo(padded.GetRow(y)[(3 * 32)..]);
        }

        OcrResult expected = OcrModels.Reader.Read(image, Token), actual = OcrModels.Reader.Read(padded, Token);

        AssertSame(expected, actual, maxErrors: 2);
        for (int i = 0; i < expected.Count; i++)
            Assert.True(Vector2.Distance(expected[i].Quad.Center + new Vector2(32), actual[i].Quad.Center) < 6, $"{expected[i]} and {actual[i]}");
    }

    [Fact]
    public void A_picture_twice_as_large_says_the_same()
    {
        using ImageBuffer image = OcrModels.Picture("ocr_phototest.png");
        using var large = new ImageBuffer(image.Width * 2, image.Height * 2, image.Format);
        Warp.Affine(image, new AffineTransform(2, 0, 0.5, 0, 2, 0.5), WarpSampling.Bilinear, WarpBorder.Replicate, [], large);
        OcrResult expected = OcrModels.Reader.Read(image, Token), actual = OcrModels.Reader.Read(large, Token);
        AssertSame(expected, actual, maxErrors: 8);
    }

    [Fact]
    public void A_region_of_the_receipt_holds_what_is_in_it()
    {
        using ImageBuffer image = OcrModels.Picture("ocr_receipt_pho.jpg");
        OcrResult read = OcrModels.Reader.Read(image, new TextReadOptions { Region = new BoundingBox(500, 430, 690, 580) }, Token);
        Assert.Equal(["$7.95", "$3.95", "$9.50"], read.Select(static l => l.Text));
    }

    [Fact]
    public void Digits_only_and_patterns_read_what_they_allow()
    {
        using ImageBuffer time = OcrModels.Picture("crop_time.png"), plate = OcrModels.Picture("crop_usa907.png");
        OcrReader reader = OcrModels.Reader;
        Assert.Equal("82732", reader.ReadLine(time, new() { Constraint = TextConstraint.Digits }, Token).Text);
        Assert.Equal("8:27:32", reader.ReadLine(time, new() { Constraint = TextConstraint.Characters("0123456789:") }, Token).Text);
        Assert.Equal("8:27:32PM", reader.ReadLine(time, new() { Constraint = TextConstraint.Pattern(@"\d{1,2}(:\d\d){2} ?[AP]M") }, Token).Text);
        Assert.Equal("USA907", reader.ReadLine(plate, new() { Constraint = TextConstraint.Pattern("[A-Z]{3}[0-9]{3}") }, Token).Text);
        // The letters that are there must become digits, and the score says how little they look like some.
        TextLine forced = reader.ReadLine(plate, new() { Constraint = TextConstraint.Pattern("[0-9]{6}") }, Token);
        Assert.Matches("^[0-9]{3}907$", forced.Text);
        Assert.InRange(forced.Score, 0, 0.75f);
        Assert.True(reader.ReadLine(plate, new() { Constraint = TextConstraint.Pattern("[A-Z]{3}[0-9]{3}") }, Token).Score > 0.9f);
    }

    // Without a limit to what may be read, the search reads what the likeliest path reads, and as surely.
    [Fact]
    public void A_pattern_of_anything_reads_what_is_read_without_it()
    {
        foreach (string crop in (string[])["crop_usa907.png", "crop_montpelier.png", "crop_acknowledgements.png", "crop_cook.png"])
        {
            using ImageBuffer image = OcrModels.Picture(crop);
            TextLine free = OcrModels.Reader.ReadLine(image, Token), any = OcrModels.Reader.ReadLine(image, new() { Constraint = TextConstraint.Pattern(".*") }, Token);
            Assert.Equal(free.Text, any.Text);
            Assert.Equal(free.Score, any.Score, 0.05f);
        }
    }

    [Fact]
    public void Characters_lie_along_their_line()
    {
        using ImageBuffer image = OcrModels.Picture("ocr_phototest_skewed.png");
        foreach (TextLine line in OcrModels.Reader.Read(image, new TextReadOptions { LocateCharacters = true }, Token))
        {
            Assert.Equal(line.Text, string.Concat(line.Characters.Select(static c => c.Text)));
            Vector2 along = Vector2.Normalize(line.ReadingQuad.TopRight - line.ReadingQuad.TopLeft);
            float[] places = [.. line.Characters.Select(c => Vector2.Dot(c.Quad.Center - line.ReadingQuad.TopLeft, along))];
            Assert.Equal(places.Order(), places);
            Assert.InRange(places[0], 0, line.ReadingQuad.Width / 8);
            Assert.InRange(places[^1], line.ReadingQuad.Width * 7 / 8, line.ReadingQuad.Width);
        }
    }

    [Fact]
    public async Task Eight_threads_read_what_one_reads()
    {
        string[] pictures = ["ocr_plate_alaska.jpg", "ocr_phototest.png", "ocr_shop_sign.jpg", "ocr_vertical_hello.png"];
        ImageBuffer[] images = [.. pictures.Select(OcrModels.Picture)];
        OcrReader reader = OcrModels.Reader;
        string[] expected = [.. images.Select(i => Describe(reader.Read(i, Token)))];
        string[][] read = await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(
            () => Enumerable.Range(0, images.Length).Select(i => Describe(reader.Read(images[(i + thread) % images.Length], Token))).ToArray(), Token)));
        for (int thread = 0; thread < 8; thread++)
        {
            for (int i = 0; i < images.Length; i++) Assert.Equal(expected[(i + thread) % images.Length], read[thread][i]);
        }

        foreach (ImageBuffer image in images) image.Dispose();

        static string Describe(OcrResult result) => string.Join('\n', result);
    }

    // 8-bit grey and colours with alpha come from the same pixels.
    [Theory]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Bgra32)]
    public void Other_formats_of_the_same_picture_say_the_same(PixelFormat format)
    {
        using ImageBuffer image = OcrModels.Picture("ocr_phototest.png");
        using var other = new ImageBuffer(image.Width, image.Height, format);
        int bytes = format == PixelFormat.Gray8 ? 1 : 4, from = image.StrideBytes / image.Width;
        for (int i = 0; i < image.Width * image.Height; i++) other.Pixels.Slice(i * bytes, bytes).Fill(image.Pixels[i * from]);
        Assert.Equal(OcrModels.Reader.Read(image, Token).Text, OcrModels.Reader.Read(other, Token).Text);
    }

    [Fact]
    public void Known_models_are_found_in_the_catalogue()
    {
        Assert.Contains("en_PP-OCRv3_det", OcrModels.Reader.DetectorManifest.Origin);
        Assert.Contains("ch_ppocr_mobile_v2.0_cls", OcrModels.Reader.OrientationManifest!.Origin);
        Assert.Contains("en_number_mobile_v2.0_rec", OcrModels.Reader.RecognizerManifest.Origin);
    }

    // The catalogue and the signature say the same of them, so that a retrained model is fed alike.
    [Fact]
    public void The_same_models_in_memory_read_the_same_without_the_catalogue()
    {
        OcrReaderOptions options = new()
        {
            DetectorManifest = OcrModels.Reader.DetectorManifest.Manifest,
            OrientationManifest = OcrModels.Reader.OrientationManifest!.Manifest,
            RecognizerManifest = OcrModels.Reader.RecognizerManifest.Manifest,
        };
        using OcrReader reader = OcrReader.Load(File.ReadAllBytes(OcrModels.Detector), File.ReadAllBytes(OcrModels.Recognizer), File.ReadAllBytes(OcrModels.Orientation), options);
        using ImageBuffer image = OcrModels.Picture("ocr_plate_alaska.jpg");
        Assert.Equal(string.Join('\n', OcrModels.Reader.Read(image, Token)), string.Join('\n', reader.Read(image, Token)));

        foreach ((ModelSession session, ModelManifest known) in ((ModelSession, ModelManifest)[])
            [(reader.Detector, options.DetectorManifest), (reader.Orientation!, options.OrientationManifest), (reader.Recognizer, options.RecognizerManifest)])
        {
            ModelManifest recognised = PaddleOcrFamily.TryRecognise(session, known.Task)!;
            Assert.Equal((known.Task, known.Input.Resize, known.Input.Color, known.Input.MaxSide, known.Input.Scale), (recognised.Task, recognised.Input.Resize, recognised.Input.Color, recognised.Input.MaxSide, recognised.Input.Scale));
            Assert.Equal(known.Input.Mean, recognised.Input.Mean);
            Assert.Equal(known.Input.Std, recognised.Input.Std);
            Assert.Equal(known.Input.PadColor, recognised.Input.PadColor);
        }
    }

    [Fact]
    public void A_dictionary_file_does_what_the_catalogue_does()
    {
        using OcrReader reader = OcrReader.Load(
            OcrModels.Detector, OcrModels.Recognizer,
            new OcrReaderOptions { Dictionary = OcrModels.Dictionary, RecognizerManifest = OcrModels.Upright.RecognizerManifest.Manifest with { Labels = [] } });
        Assert.Equal(OcrModels.Upright.Alphabet, reader.Alphabet);
        Assert.Null(reader.Orientation);
    }

    private static void AssertSame(OcrResult expected, OcrResult actual, int maxErrors)
    {
        int errors = CharacterErrors.EditDistance(CharacterErrors.WithoutSpace(expected.Text), CharacterErrors.WithoutSpace(actual.Text));
        Assert.True(errors <= maxErrors, $"{errors} characters differ:\n{expected}\n\n{actual}");
    }
}
