using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

// The README's code is a program's, not a test's that can be cancelled.
#pragma warning disable xUnit1051

namespace EdgeInfer.PublicApi.Tests;

/// <summary>The README's code, word for word, compiled and run. Between the markers stands what <see cref="ReadmeTests"/> compares.</summary>
[Collection(CurrentFolder.Collection)]
public sealed class ReadmeExamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;
    private readonly TextWriter _console = Console.Out;
    private readonly StringWriter _printed = new();

    public ReadmeExamples()
    {
        Environment.CurrentDirectory = _folder.Path;
        Console.SetOut(_printed);
    }

    [Fact]
    public void Detecting_objects()
    {
        File.Copy(TestData.Path("models/yolox_nano.onnx"), "yolox_nano.onnx");
        File.Copy(TestData.Path("images/bus.jpg"), "bus.jpg");

        // README
        using ObjectDetector detector = ObjectDetector.Load("yolox_nano.onnx");
        using ImageBuffer image = new VipsCodec().Decode("bus.jpg");

        foreach (Detection found in detector.Detect(image))
            Console.WriteLine(found);                  // bus 0.96 (49, 81) – (603, 424)

        Console.WriteLine(detector.Session.Provider);  // cpu (auto: no accelerator is ready)
        // end

        string[] lines = _printed.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("bus 0.96 (49, 81) – (603, 424)", lines[0]);
        if (detector.Session.Provider.Name == "cpu") Assert.Equal("cpu (auto: no accelerator is ready)", lines[^1]);
    }

    [Fact]
    public void Reading_text_and_knowing_faces()
    {
        File.Copy(TestData.Path("models/yunet_n_dynamic.onnx"), "yunet.onnx");
        File.Copy(TestData.Path("models/mobilefacenet_112.onnx"), "arcface.onnx");
        using ImageBuffer image = new VipsCodec().Decode(TestData.Path("images/id_dad1.jpg"));
        using (FaceAnalyzer enrolling = FaceAnalyzer.Load("yunet.onnx", embedder: "arcface.onnx"))
        {
            using ImageBuffer other = new VipsCodec().Decode(TestData.Path("images/id_dad2.jpg"));
            FaceGallery us = enrolling.Embedder!.CreateGallery();
            us.Enrol("Bill", enrolling.Analyze(other)[0].Embedding!);
            us.Save("us.faces");
        }

        // README
        using OcrReader reader = DefaultModels.LoadOcrReader();  // or OcrReader.Load("det.onnx", "rec.onnx")
        foreach (TextLine line in reader.Read(image)) Console.WriteLine(line);

        using FaceAnalyzer faces = FaceAnalyzer.Load("yunet.onnx", embedder: "arcface.onnx");
        FaceGallery gallery = FaceGallery.Load("us.faces", faces.Embedder!.ModelSha256);
        foreach (Face face in faces.Analyze(image))
            Console.WriteLine(gallery.Identify(face.Embedding!, faces.Embedder.Threshold) is [var best, ..] ? best.Name : "a stranger");
        // end

        Assert.EndsWith("Bill", _printed.ToString().Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Running_any_model()
    {
        File.Copy(TestData.Path("models/mnist.onnx"), "model.onnx");

        // README
        using ModelSession session = ModelSession.Load("model.onnx");
        using IoBinding io = session.Rent();           // pooled; one for each concurrent caller
        io.Input().AsSpan<float>().Fill(0.5f);         // the memory ONNX Runtime reads
        io.Run();
        ReadOnlySpan<float> scores = io.Output().AsSpan<float>();
        // end

        Assert.Equal(10, scores.Length);
        Assert.Contains(scores.ToArray(), static s => s != 0);
    }

    [Fact]
    public void Choosing_providers()
    {
        File.Copy(TestData.Path("models/mnist.onnx"), "model.onnx");

        // README
        var options = new ModelSessionOptions
        {
            Providers = ProviderSelection.Parse("tensorrt,cuda,cpu"),  // an order of preference; the default is auto
            Policy = ProviderPolicy.Latency,                           // what auto ranks by, and whether threads spin
            UpgradeInBackground = true,                                // the CPU serves while TensorRT compiles
            RecordPlacement = true,                                    // which provider runs which node
        };
        using ModelSession session = ModelSession.Load("model.onnx", options);
        session.ProviderChanged += (_, change) =>                      // a device was lost, or a better one is ready
            Console.WriteLine($"{change.From.Name} -> {change.To.Name}: {change.Reason}");
        Console.WriteLine(session.Placement);                          // cpu: 8 nodes in 1 partition, 100 % of compute
        // end

        Assert.Equal("cpu: 8 nodes in 1 partition, 100 % of compute", _printed.ToString().Trim());
        Assert.Equal("cpu", session.Provider.Name);
    }

    public void Dispose()
    {
        Console.SetOut(_console);
        _printed.Dispose();
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }
}
