using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>One of ONNX Runtime's option keys of a provider, and the values it takes.</summary>
internal sealed class OptionKey
{
    private readonly Func<string, string?> _read;

    private OptionKey(string name, string expected, Func<string, string?> read) => (Name, Expected, _read) = (name, expected, read);

    public string Name { get; }

    /// <summary>The values it takes, for a message.</summary>
    public string Expected { get; }

    /// <summary>Why it must not be set; null where it may.</summary>
    public string? Refusal { get; private init; }

    /// <summary>On or off, in the spelling that this provider reads; people may write 0, 1, true or false.</summary>
    public static OptionKey Flag(string name, string on = "1", string off = "0") => new(name, $"{off} or {on}", value =>
        value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase) ? on
        : value is "0" || value.Equals("false", StringComparison.OrdinalIgnoreCase) ? off
        : null);

    public static OptionKey Integer(string name, long least, long most = long.MaxValue)
    {
        string expected = most == long.MaxValue ? $"an integer of {least} or more" : $"an integer from {least} to {most}";
        return new(name, expected, value =>
            long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
                ? number.ToString(CultureInfo.InvariantCulture)
                : null);
    }

    public static OptionKey OneOf(string name, params string[] values) => new(
        name, $"one of {string.Join(", ", values)}", value => Array.Find(values, v => v.Equals(value, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Any text but none; ONNX Runtime or the library behind it says more.</summary>
    public static OptionKey Text(string name) => new(name, "a text", static value => value.Length > 0 ? value : null);

    /// <summary>A text of a form that a predicate knows.</summary>
    public static OptionKey Text(string name, string expected, Predicate<string> isValid) => new(name, expected, value => isValid(value) ? value : null);

    /// <summary>Known to ONNX Runtime, but a session of ours would go wrong with it.</summary>
    public static OptionKey Refused(string name, string why) => new(name, "nothing", static _ => null) { Refusal = why };

    /// <returns>The value as the provider reads it; null where it is not one.</returns>
    public string? Read(string value) => _read(value);
}
