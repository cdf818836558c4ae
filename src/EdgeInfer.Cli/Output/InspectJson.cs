using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Output;

/// <summary>A model's facts for scripts.</summary>
internal static class InspectJson
{
    public static void Write(Stream output, ModelSession session, OnnxModelInfo info, ResolvedManifest? manifest, bool nodes)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("model", session.Name);
        json.WriteNumber("bytes", session.SizeBytes);
        json.WriteNumber("ir_version", info.IrVersion);
        json.WriteString("producer", info.Producer);
        json.WriteStartObject("opsets");
        foreach ((string domain, long version) in info.Opsets) json.WriteNumber(domain, version);
        json.WriteEndObject();
        json.WriteNumber("parameters", info.ParameterCount);
        json.WriteStartObject("operators");
        foreach ((string name, int count) in info.Operators) json.WriteNumber(name, count);
        json.WriteEndObject();
        WriteTensors(json, "inputs", session.Inputs);
        WriteTensors(json, "outputs", session.Outputs);
        json.WriteStartArray("external_files");
        foreach (string file in info.ExternalFiles) json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteString("provider", session.Provider.Name);
        json.WriteStartArray("provider_attempts");
        foreach (ProviderAttempt attempt in session.Provider.Attempts)
        {
            json.WriteStartObject();
            json.WriteString("provider", attempt.Provider);
            json.WriteBoolean("chosen", attempt.Chosen);
            json.WriteString("reason", attempt.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        PlacementJson.Write(json, session.Placement, nodes);
        json.WritePropertyName("manifest");
        if (manifest is null) json.WriteNullValue();
        else WriteManifest(json, manifest.Manifest);
        json.WriteString("manifest_origin", manifest?.Origin);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    /// <summary>Through a document, which takes on the indentation of what is around it.</summary>
    private static void WriteManifest(Utf8JsonWriter json, ModelManifest manifest)
    {
        using JsonDocument document = JsonDocument.Parse(manifest.ToJson());
        document.WriteTo(json);
    }

    private static void WriteTensors(Utf8JsonWriter json, string name, IReadOnlyList<TensorSpec> tensors)
    {
        json.WriteStartArray(name);
        foreach (TensorSpec tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("type", tensor.IsTensor ? tensor.ElementType.ToString().ToLowerInvariant() : tensor.Describe());
            json.WriteStartArray("shape");
            for (int i = 0; i < tensor.Dimensions.Count; i++)
            {
                // A free size is written by its name, as the model has it.
                if (tensor.Dimensions[i] >= 0) json.WriteNumberValue(tensor.Dimensions[i]);
                else json.WriteStringValue(tensor.SymbolicDimensions[i].Length > 0 ? tensor.SymbolicDimensions[i] : "?");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
