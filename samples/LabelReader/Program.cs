// dotnet run --project samples/LabelReader CODES DETECTOR RECOGNIZER PICTURE [FOLDER]
// Reads the text on labels that carry a code: finds the codes, looks for text around each, straightens the label and reads
// it. Two models one after the other, and a picture made for the second by the first. CODES is models/codes.onnx, the others
// are PP-OCR exports; FOLDER receives the straightened labels.

using System.Numerics;
using EdgeInfer;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

if (args.Length is < 4 or > 5)
{
    Console.Error.WriteLine("usage: LabelReader CODES DETECTOR RECOGNIZER PICTURE [FOLDER]");
    return 2;
}

try
{
    var codec = new VipsCodec();
    // In tiles, for codes on a label are small where the whole of it is in the picture.
    using ObjectDetector codes = ObjectDetector.Load(args[0], new ObjectDetectorOptions { Tiles = DetectionTiles.Default, Confidence = 0.4f });
    using OcrReader reader = OcrReader.Load(args[1], args[2]);
    using ImageBuffer image = codec.Decode(args[3]);

    int number = 0;
    foreach (Detection code in codes.Detect(image))
    {
        Console.WriteLine(code);
        if (FindLabel(reader, image, code.Box) is not { } label)
        {
            Console.WriteLine("  no text around it");
            continue;
        }

        using ImageBuffer upright = image.Rectify(label);
        foreach (TextLine line in reader.Read(upright)) Console.WriteLine($"  {line.Text}");
        if (args.Length == 5) codec.Encode(upright, Path.Combine(args[4], $"label{++number}.png"));
    }

    return 0;
}
catch (EdgeInferException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

// The code's box is upright, but text tells how a label is turned: the rectangle, turned like the longest line, around all
// lines near the code and the code itself.
static Quad? FindLabel(OcrReader reader, ImageBuffer image, BoundingBox code)
{
    float reach = Math.Max(code.Width, code.Height);
    BoundingBox around = new BoundingBox(code.X1 - reach, code.Y1 - reach, code.X2 + reach, code.Y2 + reach).Clip(image.Width, image.Height);
    OcrResult lines = reader.Read(image, new TextReadOptions { Region = around });
    if (lines.Count == 0) return null;

    Quad longest = lines.MaxBy(static line => line.Quad.Width).ReadingQuad;
    Vector2 along = Vector2.Normalize(longest.TopRight - longest.TopLeft), across = new(-along.Y, along.X);
    IEnumerable<Vector2> corners =
        [.. lines.SelectMany(static line => (Vector2[])[line.Quad.TopLeft, line.Quad.TopRight, line.Quad.BottomRight, line.Quad.BottomLeft]),
        new(code.X1, code.Y1), new(code.X2, code.Y1), new(code.X2, code.Y2), new(code.X1, code.Y2)];
    float left = corners.Min(c => Vector2.Dot(c, along)), right = corners.Max(c => Vector2.Dot(c, along));
    float top = corners.Min(c => Vector2.Dot(c, across)), bottom = corners.Max(c => Vector2.Dot(c, across));
    return new Quad(left * along + top * across, right * along + top * across, right * along + bottom * across, left * along + bottom * across);
}
