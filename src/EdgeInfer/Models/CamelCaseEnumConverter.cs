using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeInfer.Models;

/// <summary>Enum values as camel-case names, as the rest of a manifest is written; numbers are refused.</summary>
internal sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
