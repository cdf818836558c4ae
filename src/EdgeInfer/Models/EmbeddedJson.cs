using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeInfer.Models;

/// <summary>JSON files compiled into the library.</summary>
internal static class EmbeddedJson
{
    public static T Read<T>(string name, JsonTypeInfo<T> type)
    {
        using Stream stream = typeof(EmbeddedJson).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Resource {name} is missing from the EdgeInfer assembly.");
        return JsonSerializer.Deserialize(stream, type)!;
    }
}
