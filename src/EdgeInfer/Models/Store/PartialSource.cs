using System.Text.Json.Serialization;

namespace EdgeInfer.Models;

/// <summary>Where the beginning of a file came from: what lets a server tell whether its file is still the same.</summary>
/// <param name="Address">What was asked for.</param>
/// <param name="Validator">The file's strong entity tag, or the time of its last change, as the header has it; null where the server gave none.</param>
internal sealed record PartialSource(string Address, string? Validator);

/// <summary>What lies beside a file that is not complete, as JSON, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PartialSource))]
internal sealed partial class PartialSourceJson : JsonSerializerContext;
