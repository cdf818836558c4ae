using System.Diagnostics;
using EdgeInfer.Cli.Output;
using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Vips;

namespace EdgeInfer.Cli.Inputs;

/// <summary>
/// Runs a task over pictures, one after the other: decode, infer, report, annotate. A picture that cannot be read is
/// reported and skipped; the others still run.
/// </summary>
internal sealed class PictureBatch(IReadOnlyList<PictureInput> inputs, string? outTarget, bool json, bool verbose)
{
    private readonly OutputPaths? _outputs = outTarget is null ? null : new OutputPaths(outTarget, inputs.Count);

    /// <returns>The exit code.</returns>
    public int Run(ModelSession session, ResolvedManifest manifest, Func<ImageBuffer, IPictureResult> infer, CancellationToken cancellationToken)
    {
        var codec = new VipsCodec();
        using IResultWriter writer = json ? new JsonResultWriter(session) : new TextResultWriter(session, manifest, verbose);
        int exitCode = ExitCode.Done;
        Progress.Over(inputs, writer, input =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                RunOne(codec, input, infer, writer);
            }
            catch (Exception e) when (e is ImageDecodeException or ImageEncodeException)
            {
                exitCode = ErrorReport.Write(e, verbose);
            }
        });
        return exitCode;
    }

    private void RunOne(VipsCodec codec, PictureInput input, Func<ImageBuffer, IPictureResult> infer, IResultWriter writer)
    {
        string? path = _outputs?.For(input);
        long start = Stopwatch.GetTimestamp();
        using ImageBuffer image = input.Decode(codec);
        TimeSpan decode = Stopwatch.GetElapsedTime(start);
        IPictureResult result = infer(image);
        if (path is not null)
        {
            result.DrawOn(image);
            codec.Encode(image, path);
        }

        writer.Write(new PictureReport(input.Name, image.Width, image.Height, decode, result, path));
    }
}
