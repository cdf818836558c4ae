using System.Diagnostics;
using System.Globalization;
using EdgeInfer.Imaging;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Benchmarks.EndToEnd;

/// <summary>
/// Reads the photographs of the test data and says what a page takes, how much of it outside the models, and what it allocates:
/// <c>bench --filter ocr</c>.
/// </summary>
internal static class OcrReport
{
    public const string Filter = "ocr";

    private const int Rounds = 25;

    private static readonly string[] Pictures =
    [
        "ocr_book_page.jpg", "ocr_nutrition.jpg", "ocr_phototest_rot180.png", "ocr_phototest_skewed.png", "ocr_plate_alaska.jpg", "ocr_poster_hands.png",
        "ocr_receipt_grande.jpeg", "ocr_receipt_pho.jpg", "ocr_shop_sign.jpg", "ocr_vertical_hello.png",
    ];

    public static int Run()
    {
        var options = new OcrReaderOptions { Session = new ModelSessionOptions { Providers = ProviderSelection.Cpu } };
        using OcrReader reader = OcrReader.Load(
            BenchmarkData.TestData("models/en_PP-OCRv3_det.onnx"), BenchmarkData.TestData("models/en_number_v2_rec.onnx"), BenchmarkData.TestData("models/ppocr_v2_cls.onnx"), options);
        var codec = new VipsCodec();
        Console.WriteLine($"{Environment.ProcessorCount} processors, {System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}; medians of {Rounds} rounds, in milliseconds");
        Console.WriteLine("| picture | lines | total | models | pre | post | outside the models | allocated |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        double allModels = 0, allTotal = 0;
        foreach (string name in Pictures)
        {
            using ImageBuffer image = codec.Decode(BenchmarkData.TestData($"images/{name}"));
            int lines = 0;
            for (int i = 0; i < 3; i++) lines = reader.Read(image).Count;
            double[] total = new double[Rounds], models = new double[Rounds], pre = new double[Rounds], post = new double[Rounds];
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Rounds; i++)
            {
                long start = Stopwatch.GetTimestamp();
                reader.Read(image, out StageTimings timings);
                total[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                (models[i], pre[i], post[i]) = (timings.Inference.TotalMilliseconds, timings.Preprocess.TotalMilliseconds, timings.Postprocess.TotalMilliseconds);
            }

            long allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
            allModels += Median.Of(models);
            allTotal += Median.Of(total);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {lines} | {Median.Of(total):0.0} | {Median.Of(models):0.0} | {Median.Of(pre):0.00} | {Median.Of(post):0.00} | {1 - Median.Of(models) / Median.Of(total):0.0%} | {allocated} B |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all | | {allTotal:0.0} | {allModels:0.0} | | | {1 - allModels / allTotal:0.0%} | |"));
        return 0;
    }
}
