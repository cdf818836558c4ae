// dotnet run --project samples/VideoCounter MODEL VIDEO
// Counts what passes in a video: frames from ffmpeg's pipe, objects found in each, followed from frame to frame, counted once.
// VIDEO is whatever ffmpeg reads, a camera's address too; - reads frames from standard input as PPM pictures.

using System.Diagnostics;
using System.Globalization;
using EdgeInfer;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: VideoCounter MODEL VIDEO");
    return 2;
}

try
{
    // ByteTrack keeps half-hidden objects alive by boxes that score low: the detector has to report them.
    using ObjectDetector detector = ObjectDetector.Load(args[0], new ObjectDetectorOptions { Confidence = ObjectTrackerOptions.Default.LowScore });
    var tracker = new ObjectTracker();
    var labels = new Dictionary<int, string>();

    using Process? ffmpeg = args[1] == "-" ? null : StartFfmpeg(args[1]);
    using Stream frames = ffmpeg is null ? Console.OpenStandardInput() : ffmpeg.StandardOutput.BaseStream;
    using var input = new BufferedStream(frames, 1 << 20);
    long start = Stopwatch.GetTimestamp();
    while (ReadFrame(input) is { } frame)
    {
        using (frame)
        {
            foreach (TrackedObject seen in tracker.Update(detector.Detect(frame))) labels.TryAdd(seen.Id, seen.Detection.Label);
        }
    }

    foreach (IGrouping<string, int> kind in labels.GroupBy(static l => l.Value, static l => l.Key).OrderByDescending(static k => k.Count()))
        Console.WriteLine($"{kind.Key}: {kind.Count()}");
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tracker.FrameCount} frames, {tracker.FrameCount / seconds:0.0} a second"));
    ffmpeg?.WaitForExit();
    return ffmpeg is { ExitCode: not 0 } ? 1 : 0;
}
catch (Exception e) when (e is EdgeInferException or InvalidDataException or System.ComponentModel.Win32Exception)
{
    Console.Error.WriteLine(e is System.ComponentModel.Win32Exception ? $"ffmpeg cannot be started ({e.Message}); install it." : e.Message);
    return 1;
}

static Process StartFfmpeg(string video) => Process.Start(
    new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-i", video, "-f", "image2pipe", "-c:v", "ppm", "-"]) { RedirectStandardOutput = true })!;

// PPM: "P6", width, height, 255, one white space, then the rows as RGB.
static ImageBuffer? ReadFrame(Stream input)
{
    int first = input.ReadByte();
    if (first < 0) return null;
    if (first != 'P' || input.ReadByte() != '6') throw new InvalidDataException("Expected frames as PPM pictures (P6).");
    int width = ReadNumber(input), height = ReadNumber(input);
    if (ReadNumber(input) != 255) throw new InvalidDataException("Expected frames of 8 bits a channel.");
    var frame = new ImageBuffer(width, height, PixelFormat.Rgb24);
    try
    {
        input.ReadExactly(frame.Pixels);
        return frame;
    }
    catch (EndOfStreamException)
    {
        frame.Dispose();
        throw new InvalidDataException("The last frame is not complete.");
    }
}

// The white space after the number is read as well.
static int ReadNumber(Stream input)
{
    int number = 0, digits = 0;
    for (int next = input.ReadByte(); next >= 0; next = input.ReadByte())
    {
        if (next is >= '0' and <= '9' && digits < 6) (number, digits) = (number * 10 + next - '0', digits + 1);
        else if (digits > 0 && char.IsWhiteSpace((char)next)) return number > 0 ? number : throw new InvalidDataException("A frame has no pixels.");
        else if (!char.IsWhiteSpace((char)next)) break;
    }

    throw new InvalidDataException("A frame's header is not complete.");
}
