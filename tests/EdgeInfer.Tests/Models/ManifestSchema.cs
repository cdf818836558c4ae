using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeInfer.Tests.Models;

/// <summary>Checks JSON against the keywords of JSON Schema that the manifest's schema uses for single properties.</summary>
internal static class ManifestSchema
{
    /// <summary>Follows a reference inside the same schema.</summary>
    public static JsonNode Resolve(JsonNode root, JsonNode schema) => (string?)schema["$ref"] is { } reference
        ? reference.Split('/')[1..].Aggregate(root, static (node, name) => node[name]!)
        : schema;

    /// <exception cref="InvalidDataException">The value breaks the schema; the message says where.</exception>
    public static void Check(JsonNode root, JsonNode? value, string where) => Check(root, root, value, where);

    private static void Check(JsonNode root, JsonNode schema, JsonNode? value, string where)
    {
        schema = Resolve(root, schema);
        if (schema["anyOf"] is JsonArray choices)
        {
            if (value is null && choices.Any(static c => (string?)c!["type"] == "null")) return;
            schema = Resolve(root, choices[0]!);
        }

        if (schema["enum"] is JsonArray allowed)
        {
            Require(allowed.Any(a => JsonNode.DeepEquals(a, value)), "enum");
            return;
        }

        string kind = Kind(value);
        string[] types = schema["type"] is JsonArray several ? [.. several.Select(static t => (string)t!)] : [(string)schema["type"]!];
        Require(types.Contains(kind) || (kind == "integer" && types.Contains("number")), "type");
        switch (value)
        {
            case JsonObject item:
                foreach (JsonNode? name in schema["required"]?.AsArray() ?? []) Require(item.ContainsKey((string)name!), $"required {name}");
                foreach ((string name, JsonNode? property) in item)
                {
                    Require(schema["properties"]![name] is not null, $"no property {name}");
                    Check(root, schema["properties"]![name]!, property, $"{where}.{name}");
                }

                break;
            case JsonArray list:
                Require(list.Count >= ((int?)schema["minItems"] ?? 0) && list.Count <= ((int?)schema["maxItems"] ?? int.MaxValue), "number of items");
                foreach (JsonNode? item in list) Check(root, schema["items"]!, item, where + "[]");
                break;
            case JsonValue when kind is "integer" or "number":
                double number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
                Require(number >= ((double?)schema["minimum"] ?? double.MinValue) && number <= ((double?)schema["maximum"] ?? double.MaxValue), "range");
                break;
        }

        void Require(bool holds, string rule)
        {
            if (!holds) throw new InvalidDataException($"{where}: {value?.ToJsonString() ?? "null"} breaks {rule}.");
        }
    }

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
    };
}
