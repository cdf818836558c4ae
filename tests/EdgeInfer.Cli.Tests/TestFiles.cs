namespace EdgeInfer.Cli.Tests;

/// <summary>
/// The models and pictures these tests run on. What is about the tool and not about a model runs on the repository's
/// own, so in every checkout; a test that asks for others is skipped where they are not there.
/// </summary>
internal static class TestFiles
{
    /// <summary>The code detector that is also built into the tool.</summary>
    public static string Codes { get; } = BuiltIn("codes");

    /// <summary>1280×960: a QR code and a linear one.</summary>
    public static string Parcel { get; } = Path.Combine(TestData.RepositoryRoot, "samples", "images", "parcel.jpg");

    /// <summary>A model of the repository, which is also built into the tool.</summary>
    public static string BuiltIn(string name) => Path.Combine(TestData.RepositoryRoot, "models", name + ".onnx");

    public static string Yolox => TestData.Path("models/yolox_nano.onnx");

    public static string Squeezenet => TestData.Path("models/squeezenet1_1_int8_qdq.onnx");

    public static string Mnist => TestData.Path("models/mnist.onnx");

    public static string TextDetector => TestData.Path("models/en_PP-OCRv3_det.onnx");

    public static string TextRecognizer => TestData.Path("models/en_number_v2_rec.onnx");

    public static string LineClassifier => TestData.Path("models/ppocr_v2_cls.onnx");

    /// <summary>600×400: a cup on a table.</summary>
    public static string Coffee => TestData.Path("images/coffee.png");

    /// <summary>28×28 grey: the digit 8.</summary>
    public static string Digit => TestData.Path("images/digit_28.png");
}
