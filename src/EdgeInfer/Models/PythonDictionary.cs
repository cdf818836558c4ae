using System.Globalization;
using System.Text;

namespace EdgeInfer.Models;

/// <summary>Reads what Python prints for a dictionary of class names: <c>{0: 'person', 1: "driver's seat"}</c>.</summary>
internal static class PythonDictionary
{
    private const int MaxLabels = 1 << 20;

    /// <returns>The names in the order of their numbers, or null where the text is something else or numbers are missing.</returns>
    public static IReadOnlyList<string>? TryReadLabels(string text)
    {
        var labels = new SortedDictionary<int, string>();
        var reader = new Reader(text);
        if (!reader.Take('{')) return null;
        while (!reader.Take('}'))
        {
            if (labels.Count > 0 && !reader.Take(',')) return null;
            if (reader.Take('}')) break;
            if (!reader.TryInteger(out int number) || !reader.Take(':') || !reader.TryString(out string? label)) return null;
            if (!labels.TryAdd(number, label!) || labels.Count > MaxLabels) return null;
        }

        int expected = 0;
        foreach (int number in labels.Keys)
        {
            if (number != expected++) return null;
        }

        return reader.AtEnd ? [.. labels.Values] : null;
    }

    private ref struct Reader(ReadOnlySpan<char> rest)
    {
        private ReadOnlySpan<char> _rest = rest;

        public readonly bool AtEnd => _rest.TrimStart().IsEmpty;

        public bool Take(char expected)
        {
            _rest = _rest.TrimStart();
            if (_rest.IsEmpty || _rest[0] != expected) return false;
            _rest = _rest[1..];
            return true;
        }

        public bool TryInteger(out int value)
        {
            _rest = _rest.TrimStart();
            int length = _rest.IndexOfAnyExceptInRange('0', '9');
            if (length < 0) length = _rest.Length;
            bool read = int.TryParse(_rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out value);
            _rest = _rest[length..];
            return read;
        }

        public bool TryString(out string? value)
        {
            value = null;
            _rest = _rest.TrimStart();
            if (_rest.IsEmpty || _rest[0] is not ('\'' or '"')) return false;
            char quote = _rest[0];
            var text = new StringBuilder();
            for (int i = 1; i < _rest.Length; i++)
            {
                if (_rest[i] == quote)
                {
                    value = text.ToString();
                    _rest = _rest[(i + 1)..];
                    return true;
                }

                // Python escapes its quotes and backslashes; other escapes do not occur in printed names.
                if (_rest[i] == '\\' && i + 1 < _rest.Length) i++;
                text.Append(_rest[i]);
            }

            return false;
        }
    }
}
