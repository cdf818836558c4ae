using EdgeInfer.Imaging;

namespace EdgeInfer.Benchmarks;

/// <summary>Models and pictures to measure on: the repository's own, and the test data where it is there.</summary>
internal static class BenchmarkData
{
    /// <summary>The repository's folder.</summary>
    public static readonly string Repository = FindRepository();

    public static string SamplePicture => Path.Combine(Repository, "samples", "images", "parcel.jpg");

    public static string CodesModel => Path.Combine(Repository, "models", "codes.onnx");

    /// <summary>A file of the test data (<c>EDGEINFER_TEST_DATA</c>, or <c>../shared/data</c>).</summary>
    /// <exception cref="FileNotFoundException">The test data is not there.</exception>
    public static string TestData(string name)
    {
        string root = Environment.GetEnvironmentVariable("EDGEINFER_TEST_DATA") ?? Path.Combine(Repository, "..", "shared", "data");
        string path = Path.Combine(root, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path}: set EDGEINFER_TEST_DATA to the folder with the test data.");
    }

    /// <summary>Noise with a fixed seed: no kernel is faster on it than on a photo.</summary>
    public static ImageBuffer Noise(int width, int height, PixelFormat format)
    {
        var image = new ImageBuffer(width, height, format);
        new Random(20261120).NextBytes(image.Pixels);
        return image;
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeInfer.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Run the benchmarks from inside the repository.");
    }
}
