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
    private readonly OutputPaths? _outputs = outTarget is null ? null : new OutputPaths(outTarget, inputs);
    private OutputPaths? _masks;

    /// <summary>Whether there is one picture only, so that a task may show its own progress.</summary>
    public bool IsSingle => inputs.Count == 1;

    /// <summary>Called for each picture after it has been reported.</summary>
    public Action<PictureReport>? Reported { get; set; }

    /// <summary>Also writes the mask of results that have one.</summary>
    /// <param name="target">A file or folder.</param>
    /// <exception cref="WrongCallException">It will not do, or the annotated pictures would go to the same file.</exception>
    public void WriteMasksTo(string target)
    {
        _masks = new OutputPaths(target, inputs, "--mask", exact: true);
        if (_outputs is not null) _masks.RequireApartFrom(_outputs);
    }

    /// <returns>The exit code.</returns>
    public int Run(ModelSession session, ResolvedManifest manifest, Func<ImageBuffer, IPictureResult> infer, CancellationToken cancellationToken) =>
        Run(new RunningModels((session, manifest)), infer, cancellationToken);

    /// <returns>The exit code.</returns>
    public int Run(RunningModels models, Func<ImageBuffer, IPictureResult> infer, CancellationToken cancellationToken)
    {
        var codec = new VipsCodec();
        _outputs?.CreateFolder();
        _masks?.CreateFolder();
        var failures = new List<Exception>();
        using (IResultWriter writer = json ? new JsonResultWriter(models) : new TextResultWriter(models, verbose))
        {
            try
            {
                Progress.Over(inputs.Count, writer, index =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    try
                    {
                        RunOne(codec, index, infer, writer);
                    }
                    catch (Exception e) when (e is ImageDecodeException or ImageEncodeException)
                    {
                        failures.Add(e);
                        if (!Progress.IsShownFor(inputs.Count)) ErrorReport.Write(e, verbose);
                    }
                });
            }
            finally
            {
                // A progress bar draws over what others write to its terminal; now it is gone.
                if (Progress.IsShownFor(inputs.Count)) failures.ForEach(e => ErrorReport.Write(e, verbose));
            }
        }

        return failures.Count == 0 ? ExitCode.Done : ErrorReport.CodeOf(failures[0]);
    }

    private void RunOne(VipsCodec codec, int index, Func<ImageBuffer, IPictureResult> infer, IResultWriter writer)
    {
        PictureInput input = inputs[index];
        long start = Stopwatch.GetTimestamp();
        using ImageBuffer image = input.Decode(codec);
        TimeSpan decode = Stopwatch.GetElapsedTime(start);
        IPictureResult result = infer(image);
        using var owned = result as IDisposable;
        string? path = _outputs?.For(index);
        string? mask = result is IMaskedResult ? _masks?.For(index) : null;
        if (mask is not null) codec.Encode(((IMaskedResult)result).Mask, mask);
        if (path is not null)
        {
            codec.Encode(result.Show(image), path);
        }

        var report = new PictureReport(input.Name, image.Width, image.Height, decode, result, path, mask);
        writer.Write(report);
        Reported?.Invoke(report);
    }
}
