using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EdgeInfer.Models;

namespace EdgeInfer.Tests.Models;

/// <summary>Keeps <c>models/manifest.schema.json</c> in step with what the library reads.</summary>
public sealed class ManifestSchemaTests
{
    private static readonly string ModelsFolder = Path.Combine(TestData.RepositoryRoot, "models");
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(ModelsFolder, "manifest.schema.json")))!;

    [Fact]
    public void Properties_types_and_values_are_those_of_the_reader()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)Schema["$schema"]);
        Check(ManifestJson.Default.ManifestDocument, Schema, "manifest");
    }

    [Fact]
    public void Defaults_are_those_of_the_library()
    {
        var defaults = new ModelManifest { Task = ModelTask.Classify };
        // Written by what is given, so that defaults appear.
        JsonNode written = JsonSerializer.SerializeToNode(new ManifestDocument
        {
            Decoder = defaults.Decoder,
            Confidence = defaults.Confidence,
            Iou = defaults.Iou,
            ClassAgnosticNms = defaults.ClassAgnosticNms,
            Anchors = [.. defaults.Anchors],
            MaskThreshold = defaults.MaskThreshold,
            Sigmoid = defaults.Sigmoid,
            Normalize = defaults.Normalize,
            LandmarkRange = defaults.LandmarkRange,
            CropScale = defaults.CropScale,
        }, ManifestJson.Default.ManifestDocument)!;
        ImageInputSpec input = defaults.Input;
        JsonNode writtenInput = JsonSerializer.SerializeToNode(new ManifestDocument
        {
            Input = new()
            {
                Layout = input.Layout,
                Color = input.Color,
                Resize = input.Resize,
                Interpolation = input.Interpolation,
                PadPosition = input.PadPosition,
                PadColor = [.. input.PadColor],
                MultipleOf = input.MultipleOf,
                Scale = input.Scale,
                Mean = [.. input.Mean],
                Std = [.. input.Std],
                Polarity = input.Polarity,
            },
        }, ManifestJson.Default.ManifestDocument)!["input"]!;

        AssertDefaults(Schema, written.AsObject());
        AssertDefaults(Schema["$defs"]!["input"]!, writtenInput.AsObject());

        static void AssertDefaults(JsonNode schema, JsonObject defaults)
        {
            Dictionary<string, string> stated = schema["properties"]!.AsObject()
                .Where(static p => p.Value!["default"] is not null)
                .ToDictionary(static p => p.Key, static p => p.Value!["default"]!.ToJsonString());
            Assert.Equal(defaults.ToDictionary(static p => p.Key, static p => p.Value!.ToJsonString()), stated);
        }
    }

    [Fact]
    public void Label_sets_are_those_the_library_has() =>
        Assert.Equal([.. LabelSets.Names, null], Schema["properties"]!["labelSet"]!["enum"]!.AsArray().Select(static v => (string?)v));

    [Fact]
    public void Manifests_of_the_repository_obey_it()
    {
        string[] files = Directory.GetFiles(ModelsFolder, "*.manifest.json");
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            ManifestSchema.Check(Schema, JsonNode.Parse(File.ReadAllText(file)), Path.GetFileName(file));
            ModelManifest.Load(file);
        }

        foreach (JsonNode? entry in JsonNode.Parse(File.ReadAllText(Path.Combine(ModelsFolder, "catalog.json")))!.AsArray())
            ManifestSchema.Check(Schema, entry!["manifest"], (string)entry["name"]!);
    }

    [Theory]
    [InlineData("""{ "task": "detect", "decoder": "yolo" }""")]
    [InlineData("""{ "task": "classify", "confidnce": 0.5 }""")]
    [InlineData("""{ "task": "classify", "confidence": 1.5 }""")]
    [InlineData("""{ "task": "classify", "input": { "width": 0 } }""")]
    [InlineData("""{ "task": "classify", "input": { "padColor": [1, 2] } }""")]
    [InlineData("""{ "task": "classify", "input": { "quantization": { "zeroPoint": -129 } } }""")]
    [InlineData("""{ "task": "classify", "input": { "quantization": { "zero": 1 } } }""")]
    [InlineData("""{ "task": "classify", "labels": [1] }""")]
    [InlineData("""{ "name": "no task" }""")]
    public void What_the_reader_refuses_the_schema_refuses(string json)
    {
        Assert.Throws<ManifestException>(() => ModelManifest.Parse(json));
        Assert.Throws<InvalidDataException>(() => ManifestSchema.Check(Schema, JsonNode.Parse(json), "manifest"));
    }

    private static void Check(JsonTypeInfo type, JsonNode schema, string where)
    {
        Assert.False((bool)schema["additionalProperties"]!, where);
        JsonObject properties = schema["properties"]!.AsObject();
        Assert.Equal(type.Properties.Select(static p => p.Name).Order(StringComparer.Ordinal), properties.Select(static p => p.Key).Order(StringComparer.Ordinal));
        foreach (JsonPropertyInfo property in type.Properties)
        {
            string place = $"{where}.{property.Name}";
            JsonNode described = properties[property.Name]!;
            Assert.False(string.IsNullOrWhiteSpace((string?)described["description"]), place);
            Type value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (value.IsEnum)
            {
                IEnumerable<string> expected = Enum.GetNames(value).Select(JsonNamingPolicy.CamelCase.ConvertName);
                // A task must be stated; everything else may be null, which means left out.
                if (property.Name == "task") expected = expected.Except(["unknown"]);
                Assert.Equal(expected, described["enum"]!.AsArray().Where(static v => v is not null).Select(static v => (string)v!));
                continue;
            }

            if (ManifestJson.Default.GetTypeInfo(value) is { Kind: JsonTypeInfoKind.Object } nested)
            {
                Check(nested, ManifestSchema.Resolve(Schema, described["anyOf"]![0]!), place);
                continue;
            }

            JsonNode plain = ManifestSchema.Resolve(Schema, described);
            if (plain["enum"] is null) Assert.Equal(JsonType(value), (string)plain["type"]![0]!);
            if (value.GetElementType() is { } element) Assert.Equal(JsonType(element), (string)plain["items"]!["type"]!);
        }
    }

    private static string JsonType(Type type) => type switch
    {
        _ when type == typeof(string) => "string",
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(int) => "integer",
        _ when type == typeof(float) => "number",
        { IsArray: true } => "array",
        _ => throw new ArgumentException($"No JSON type is known for {type}.", nameof(type)),
    };
}
