using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>PP-OCR's models of the test data, loaded once for all tests.</summary>
internal static class OcrModels
{
    private static readonly Lazy<OcrReader> WithOrientation = new(static () => OcrReader.Load(Detector, Recognizer, Orientation));
    private static readonly Lazy<OcrReader> WithoutOrientation = new(static () => OcrReader.Load(Detector, Recognizer));

    public static string Detector => TestData.Path("models/en_PP-OCRv3_det.onnx");

    public static string Recognizer => TestData.Path("models/en_number_v2_rec.onnx");

    public static string Orientation => TestData.Path("models/ppocr_v2_cls.onnx");

    public static string Dictionary => TestData.Path("labels/ppocr_en_dict.txt");

    /// <summary>Skips the running test where the models are missing.</summary>
    public static OcrReader Reader
    {
        get
        {
            _ = (Detector, Recognizer, Orientation);
            return WithOrientation.Value;
        }
    }

    /// <summary>As above, without the line classifier.</summary>
    public static OcrReader Upright
    {
        get
        {
            _ = (Detector, Recognizer);
            return WithoutOrientation.Value;
        }
    }

    public static ImageBuffer Picture(string name) => new VipsCodec().Decode(TestData.Path($"images/{name}"));
}
