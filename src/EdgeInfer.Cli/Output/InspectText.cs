using System.Globalization;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Output;

/// <summary>A model's facts for people.</summary>
internal static class InspectText
{
    private const int MostOperators = 12;

    public static void Write(TextWriter text, ModelSession session, OnnxModelInfo info, ResolvedManifest? manifest, bool nodes, ProviderPolicy? ranked)
    {
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{session.Name}: {session.SizeBytes / 1024.0:#,0} KiB, {info.ParameterCount:#,0} parameters, {info.NodeCount} nodes"));
        text.WriteLine($"  opset      {string.Join(", ", info.Opsets.Select(static o => o.Key == "ai.onnx" ? $"{o.Value}" : $"{o.Key} {o.Value}"))} (IR {info.IrVersion})");
        if (info.Producer.Length > 0) text.WriteLine($"  producer   {info.Producer}");
        foreach (TensorSpec input in session.Inputs) text.WriteLine($"  input      {input}");
        foreach (TensorSpec output in session.Outputs) text.WriteLine($"  output     {output}");
        if (info.ExternalFiles.Count > 0) text.WriteLine($"  weights in {string.Join(", ", info.ExternalFiles)}");
        text.WriteLine($"  operators  {Operators(info)}");
        text.WriteLine($"  provider   {session.Provider}");
        foreach (ProviderAttempt attempt in session.Provider.Attempts.Where(static a => !a.Chosen)) text.WriteLine($"             {attempt}");
        if (ranked is { } policy) WriteRanking(text, policy, info);
        PlacementText.Write(text, session.Placement, nodes);
        if (manifest is null)
        {
            text.WriteLine($"  manifest   none found: write {Path.ChangeExtension(session.Name, ".manifest.json")} beside the model, or pass --manifest");
            return;
        }

        text.WriteLine($"  manifest   from {manifest.Origin}");
        // Labels can be a thousand lines; the count and the first ones say enough.
        ModelManifest shown = manifest.Manifest with { Labels = [] };
        foreach (string line in shown.ToJson().Split('\n')) text.WriteLine($"    {line.TrimEnd()}");
        if (manifest.Manifest.Labels.Count > 0)
            text.WriteLine($"  labels     {manifest.Manifest.Labels.Count}: {string.Join(", ", manifest.Manifest.Labels.Take(8))}{(manifest.Manifest.Labels.Count > 8 ? ", …" : "")}");
    }

    private static void WriteRanking(TextWriter text, ProviderPolicy policy, OnnxModelInfo info)
    {
        string head = "  ranking    ";
        foreach (RankedProvider rank in CapabilityRegistry.Current.Rank(policy, info.Facts).Where(static r => r.Status.IsReady))
        {
            text.WriteLine($"{head}{rank}");
            head = new string(' ', head.Length);
        }
    }

    private static string Operators(OnnxModelInfo info)
    {
        string most = string.Join(", ", info.Operators.Take(MostOperators).Select(static o => $"{o.Key} × {o.Value}"));
        return info.Operators.Count > MostOperators ? $"{most}, and {info.Operators.Count - MostOperators} other kinds" : most;
    }
}
