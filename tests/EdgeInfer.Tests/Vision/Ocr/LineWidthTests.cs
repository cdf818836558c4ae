using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>How wide an input a line gets.</summary>
public class LineWidthTests
{
    [Theory]
    [InlineData(null, 20, 32, 320)] // PaddleOCR's narrowest
    [InlineData(null, 400, 32, 400)]
    [InlineData(null, 100_000, 32, 3200)] // squeezed
    [InlineData(64, 20, 32, 64)]
    [InlineData(64, 64, 32, 64)]
    [InlineData(64, 65, 32, 128)]
    [InlineData(64, 200, 64, 128)]
    [InlineData(64, 100_000, 32, 3200)]
    public void An_input_is_as_wide_as_its_line_needs(int? step, int width, int height, int expected)
    {
        var manifest = new ModelManifest
        {
            Task = ModelTask.TextRecognize,
            Input = new ImageInputSpec { Height = 32, Resize = ResizeMode.FitHeight, WidthStep = step },
            Labels = ["a", "b"],
        };
        VisionModel model = VisionModel.Load(
            TinyOcr.Recognizer(3, [1, 0, 2], "n,3,32,w").ToArray(), "tiny", new OcrModelOptions { Session = new(), Manifest = manifest }, ModelTask.TextRecognize);
        using var stage = new TextRecognitionStage(model, OcrReaderOptions.Default);

        Assert.Equal(expected, stage.InputWidthFor(width, height));
    }
}
