using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

// What an application does, after trimming took away all that nobody seems to use: the catalogue and manifests are
// JSON, pictures go through libvips, models through ONNX Runtime. MODEL is a file, or codes for the one that is built in.
if (args is not [string model, string picture, string annotated])
{
    Console.Error.WriteLine("usage: EdgeInfer.TrimmedApp MODEL PICTURE ANNOTATED");
    return 2;
}

foreach (ProviderReport report in CapabilityRegistry.Current.Probe()) Console.WriteLine($"{report.Provider.Name}: {report.Status}");
bool isBuiltIn = model == DefaultModels.Codes.Name;
using ObjectDetector detector = isBuiltIn ? DefaultModels.LoadCodeDetector() : ObjectDetector.Load(model);
Console.WriteLine($"manifest from {detector.Manifest.Origin}, {ModelManifest.Parse(detector.Manifest.Manifest.ToJson()).Labels.Count} labels");
if (!isBuiltIn)
{
    using ModelSession placed = ModelSession.Load(model, new ModelSessionOptions { Providers = ProviderSelection.Cpu, RecordPlacement = true });
    Console.WriteLine(placed.Placement);
}

var codec = new VipsCodec();
using ImageBuffer image = codec.Decode(picture);
IReadOnlyList<Detection> found = detector.Detect(image);
foreach (Detection detection in found) Console.WriteLine(detection);
image.Draw(found);
codec.Encode(image, annotated);
return 0;
