using System.Text.Json;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Output;

/// <summary>Which provider runs which of a model's nodes, for scripts.</summary>
internal static class PlacementJson
{
    /// <summary>Writes the property <c>placement</c>: null where ONNX Runtime does not say.</summary>
    public static void Write(Utf8JsonWriter json, ModelPlacement? placement, bool nodes)
    {
        json.WritePropertyName("placement");
        if (placement is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteOptional("flops", placement.Flops);
        json.WriteStartArray("providers");
        foreach (ProviderPlacement provider in placement.Providers)
        {
            json.WriteStartObject();
            json.WriteString("provider", provider.Provider);
            json.WriteNumber("nodes", provider.NodeCount);
            json.WriteOptional("partitions", provider.Partitions);
            json.WriteOptional("flops", provider.Flops);
            json.WriteOptional("share", provider.Share is { } share ? Math.Round(share, 6) : null);
            WriteOperators(json, "operators", provider.Operators);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteOperators(json, "cpu_fallback", placement.CpuFallback);
        json.WriteTexts("notes", placement.Notes);
        if (nodes) WriteNodes(json, placement);
        json.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter json, ModelPlacement placement)
    {
        json.WriteStartArray("nodes");
        foreach (PlacedNode node in placement.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("name", node.Name);
            json.WriteString("op_type", node.OpType);
            json.WriteString("domain", node.Domain);
            json.WriteString("provider", node.Provider);
            json.WriteOptional("flops", node.Flops);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOperators(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, int> operators)
    {
        json.WriteStartObject(name);
        foreach ((string type, int count) in operators) json.WriteNumber(type, count);
        json.WriteEndObject();
    }
}
