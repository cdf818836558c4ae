// dotnet run --project samples/Detection MODEL PICTURE [ANNOTATED]
// Finds objects in a picture with any supported detector, and draws them.

using EdgeInfer;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("usage: Detection MODEL PICTURE [ANNOTATED]");
    return 2;
}

try
{
    var codec = new VipsCodec();
    using ObjectDetector detector = ObjectDetector.Load(args[0]);
    Console.WriteLine($"{detector.Session.Name} runs on {detector.Session.Provider}; fed as {detector.Manifest.Origin} says");

    using ImageBuffer image = codec.Decode(args[1]);
    IReadOnlyList<Detection> found = detector.Detect(image, out StageTimings timings);
    foreach (Detection detection in found) Console.WriteLine(detection);
    Console.WriteLine(
        $"{found.Count} objects; {timings.Preprocess.TotalMilliseconds:0.0} ms pre, {timings.Inference.TotalMilliseconds:0.0} ms model, {timings.Postprocess.TotalMilliseconds:0.0} ms post");

    if (args.Length == 3)
    {
        image.Draw(found);
        codec.Encode(image, args[2]);
    }

    return 0;
}
catch (EdgeInferException e)
{
    // Every message names the thing, what was expected, what was found and what to do.
    Console.Error.WriteLine(e.Message);
    return 1;
}
