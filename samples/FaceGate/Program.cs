// dotnet run --project samples/FaceGate enrol  MODELS GALLERY NAME PICTURE
// dotnet run --project samples/FaceGate verify MODELS GALLERY NAME PICTURE
// A gate that knows people by their faces: enrols somebody, and lets in whom it recognises.
// MODELS is a folder with yunet_n_dynamic.onnx and mobilefacenet_112.onnx, GALLERY a file.

using EdgeInfer;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

if (args is not ["enrol" or "verify", var models, var path, var name, var picture])
{
    Console.Error.WriteLine("usage: FaceGate enrol|verify MODELS GALLERY NAME PICTURE");
    return 2;
}

try
{
    using FaceAnalyzer analyzer = FaceAnalyzer.Load(Path.Combine(models, "yunet_n_dynamic.onnx"), embedder: Path.Combine(models, "mobilefacenet_112.onnx"));
    FaceEmbedder embedder = analyzer.Embedder!;
    FaceGallery gallery = File.Exists(path) ? FaceGallery.Load(path, embedder.ModelSha256) : embedder.CreateGallery();

    using ImageBuffer image = new VipsCodec().Decode(picture);
    if (analyzer.Analyze(image) is not [{ Embedding: { } face }])
    {
        Console.Error.WriteLine($"{picture}: expected one face");
        return 1;
    }

    if (args[0] == "enrol")
    {
        gallery.Enrol(name, face);
        gallery.Save(path);
        Console.WriteLine($"{name} is enrolled, pictures so far: {gallery.CountOf(name)}");
        return 0;
    }

    if (gallery.CountOf(name) == 0)
    {
        Console.WriteLine($"nobody is enrolled as {name}");
        return 1;
    }

    FaceVerification result = gallery.Verify(name, face, embedder.Threshold);
    Console.WriteLine(result.IsSamePerson ? $"welcome, {name}: {result}" : $"the gate stays shut: {result}");
    return result.IsSamePerson ? 0 : 1;
}
catch (EdgeInferException e)
{
    // Every message names the thing, what was expected, what was found and what to do.
    Console.Error.WriteLine(e.Message);
    return 1;
}
