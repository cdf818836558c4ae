using System.Globalization;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Output;

/// <summary>Which provider runs which of a model's nodes, for people.</summary>
internal static class PlacementText
{
    private const int MostOperators = 12;

    public static void Write(TextWriter text, ModelPlacement? placement, bool nodes)
    {
        if (placement is null)
        {
            text.WriteLine("  placement  unknown: ONNX Runtime says it since 1.24");
            return;
        }

        text.WriteLine($"  placement  {(placement.Flops is { } flops ? $"{Size(flops)} operations an inference (a multiply-accumulate is two)" : "operations an inference unknown")}");
        int width = placement.Providers.Select(static p => p.Provider.Length).Append(8).Max();
        text.WriteLine($"    {"provider".PadRight(width)}  nodes  partitions  compute  operators");
        foreach (ProviderPlacement provider in placement.Providers)
        {
            string share = provider.Share is { } part ? string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.0} %") : "unknown";
            string partitions = provider.Partitions is { } count ? $"{count}" : "unknown";
            text.WriteLine($"    {provider.Provider.PadRight(width)}  {provider.NodeCount,5}  {partitions,10}  {share,7}  {Operators(provider.Operators)}");
        }

        if (placement.CpuFallback.Count > 0)
            text.WriteLine($"    left to the CPU: {Operators(placement.CpuFallback)}");
        foreach (string note in placement.Notes) text.WriteLine($"    {note}");
        if (!nodes) return;
        foreach (PlacedNode node in placement.Nodes)
            text.WriteLine($"    {node.Provider.PadRight(width)}  {(node.Flops is { } own ? Size(own) : "unknown"),9}  {node.Operator}{(node.Name.Length > 0 ? $" {node.Name}" : "")}");
    }

    private static string Operators(IReadOnlyDictionary<string, int> operators)
    {
        string most = string.Join(", ", operators.Take(MostOperators).Select(static o => $"{o.Key} × {o.Value}"));
        return operators.Count > MostOperators ? $"{most}, and {operators.Count - MostOperators} other kinds" : most;
    }

    private static string Size(long operations) => operations switch
    {
        >= 1_000_000_000 => Scaled(operations / 1e9, " G"),
        >= 1_000_000 => Scaled(operations / 1e6, " M"),
        >= 1000 => Scaled(operations / 1e3, " k"),
        _ => Scaled(operations, ""),
    };

    private static string Scaled(double number, string prefix) => string.Create(CultureInfo.InvariantCulture, $"{number:0.##}{prefix}");
}
