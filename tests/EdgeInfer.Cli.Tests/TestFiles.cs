namespace EdgeInfer.Cli.Tests;

/// <summary>The models and pictures these tests run on; a test that asks for one that is not there is skipped.</summary>
internal static class TestFiles
{
    public static string Yolox => TestData.Path("models/yolox_nano.onnx");

    public static string Squeezenet => TestData.Path("models/squeezenet1_1_int8_qdq.onnx");

    public static string Mnist => TestData.Path("models/mnist.onnx");

    /// <summary>600×400: a cup on a table.</summary>
    public static string Coffee => TestData.Path("images/coffee.png");

    /// <summary>28×28 grey: the digit 8.</summary>
    public static string Digit => TestData.Path("images/digit_28.png");
}
