using System.Globalization;
using System.Text;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Output;

/// <summary>A paragraph a picture on standard output; what was chosen goes to standard error.</summary>
internal sealed class TextResultWriter(RunningModels models, bool verbose) : IResultWriter
{
    private readonly StringBuilder _held = new();
    private bool _holdBack;
    private bool _introduced;

    public bool HoldBack
    {
        set
        {
            // Now, since a progress bar draws over what appears on standard error later.
            Introduce();
            _holdBack = value && !Console.IsOutputRedirected;
        }
    }

    public void Write(PictureReport report)
    {
        var text = new StringBuilder();
        double milliseconds = (report.Decode + report.Result.Timings.Total).TotalMilliseconds;
        text.Append(CultureInfo.InvariantCulture, $"{report.Image} ({report.Width}×{report.Height}): {report.Result.Summary}, {milliseconds:0.0} ms").Append('\n');
        foreach (string line in report.Result.Lines) text.Append("  ").Append(line).Append('\n');
        if (report.MaskPath is not null) text.Append("  → ").Append(report.MaskPath).Append('\n');
        if (report.AnnotatedPath is not null) text.Append("  → ").Append(report.AnnotatedPath).Append('\n');

        if (_holdBack)
        {
            _held.Append(text);
            return;
        }

        Introduce();
        Console.Out.Write(text);
    }

    public void Dispose()
    {
        Console.Out.Write(_held);
        Console.Out.Flush();
    }

    /// <summary>Says what runs where: with the first result, so that a call that fails says one thing only.</summary>
    private void Introduce()
    {
        if (_introduced) return;
        _introduced = true;
        foreach ((ModelSession session, ResolvedManifest manifest) in models.All)
        {
            Console.Error.WriteLine($"{session.Name} on {session.Provider}");
            // Who names several wants to know why it is not the first of them.
            foreach (ProviderAttempt attempt in session.Provider.Attempts)
            {
                if (verbose || (!session.Provider.Requested.IsAuto && !attempt.Chosen)) Console.Error.WriteLine($"  {attempt}");
            }

            if (verbose) Console.Error.WriteLine($"  manifest: {manifest.Origin}");
        }
    }
}
