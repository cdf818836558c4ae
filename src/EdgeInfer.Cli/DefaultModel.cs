using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli;

/// <summary>The model that ships inside the tool: finds QR, Data Matrix, Aztec, PDF417 and linear codes.</summary>
internal static class DefaultModel
{
    public static ObjectDetector LoadCodeDetector(ObjectDetectorOptions options)
    {
        ModelManifest manifest = options.Manifest ?? ModelManifest.Parse(System.Text.Encoding.UTF8.GetString(Read("codes.manifest.json")));
        return ObjectDetector.Load(Read("codes.onnx"), "codes (built in)", options with { Manifest = manifest });
    }

    private static byte[] Read(string resource)
    {
        using Stream stream = typeof(DefaultModel).Assembly.GetManifestResourceStream(resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
