// dotnet run --project samples/Ocr DETECTOR RECOGNISER PICTURE [CLASSIFIER]
// Reads the text in a picture with PP-OCR's models; with the line classifier also what is upside down.

using EdgeInfer;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

if (args.Length is < 3 or > 4)
{
    Console.Error.WriteLine("usage: Ocr DETECTOR RECOGNISER PICTURE [CLASSIFIER]");
    return 2;
}

try
{
    using OcrReader reader = OcrReader.Load(args[0], args[1], orientation: args.ElementAtOrDefault(3));
    using ImageBuffer image = new VipsCodec().Decode(args[2]);

    foreach (TextLine line in reader.Read(image)) Console.WriteLine(line);

    // Whatever looks like an amount, and nothing else: every other line is read as badly as it fits.
    var amounts = new TextReadOptions { Constraint = TextConstraint.Pattern(@"\$?[0-9]+[.,][0-9]{2}"), MinScore = 0.9f };
    Console.WriteLine($"amounts: {string.Join("; ", reader.Read(image, amounts).Select(line => line.Text))}");
    return 0;
}
catch (EdgeInferException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
