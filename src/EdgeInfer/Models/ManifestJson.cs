using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeInfer.Kernels;

namespace EdgeInfer.Models;

/// <summary>Manifests and the catalogue as JSON, without reflection. Unknown properties are errors: they are mostly typing mistakes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(CamelCaseEnumConverter<ModelTask>),
        typeof(CamelCaseEnumConverter<DecoderFamily>),
        typeof(CamelCaseEnumConverter<StrokePolarity>),
        typeof(CamelCaseEnumConverter<TensorLayout>),
        typeof(CamelCaseEnumConverter<ColorOrder>),
        typeof(CamelCaseEnumConverter<ResizeMode>),
        typeof(CamelCaseEnumConverter<Interpolation>),
        typeof(CamelCaseEnumConverter<PadPosition>),
    ],
    WriteIndented = true,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(CatalogDocument[]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ManifestJson : JsonSerializerContext;
