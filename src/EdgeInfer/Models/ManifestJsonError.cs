using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeInfer.Models;

/// <summary>Says in a manifest's own words what its JSON reader refused; the reader's message speaks of .NET types.</summary>
internal static class ManifestJsonError
{
    public static string Describe(JsonException error)
    {
        // Only a syntax error has another JSON error inside; otherwise the path leads to the property that was refused.
        if (error.InnerException is JsonException || error.Path is not { } path) return $"not valid JSON: {Sentence(error.Message)}";

        JsonTypeInfo type = ManifestJson.Default.ManifestDocument;
        string[] names = path.Split('.')[1..];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i].Split('[')[0];
            string property = string.Join('.', names[..(i + 1)]);
            if (type.Properties.FirstOrDefault(p => p.Name == name) is not { } known)
                return $"there is no property '{property}'; known are {string.Join(", ", type.Properties.Select(static p => p.Name))}.";

            if (i == names.Length - 1) return $"{property}: expected {Expected(known.PropertyType, inside: names[i].Length > name.Length)}.";
            type = ManifestJson.Default.GetTypeInfo(known.PropertyType)!;
        }

        return path == "$" ? "expected an object with the manifest's properties." : $"there is no property {path[1..]}.";
    }

    private static string Expected(Type type, bool inside)
    {
        if (type.GetElementType() is { } element) return inside ? Expected(element, inside: false) : $"a list, each {Expected(element, inside: false)}";
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(value).Select(static n => $"\"{JsonNamingPolicy.CamelCase.ConvertName(n)}\""))}",
            _ when value == typeof(string) => "a text",
            _ when value == typeof(bool) => "true or false",
            _ when value == typeof(int) => "a whole number",
            _ when value == typeof(float) => "a number",
            _ => "an object",
        };
    }

    /// <summary>The message without its position, which is given in front.</summary>
    private static string Sentence(string message)
    {
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0) end = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).ReplaceLineEndings(" ");
    }
}
