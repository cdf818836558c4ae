using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>What <c>/proc/cpuinfo</c> says: one block of <c>key : value</c> lines a processor, on 32-bit Arm with a block about all at the end.</summary>
internal sealed class CpuInfoText
{
    private readonly List<Dictionary<string, string>> _processors = [];
    private readonly Dictionary<int, Dictionary<string, string>> _byNumber = [];
    private readonly Dictionary<string, string> _common = [];

    public CpuInfoText(string? text)
    {
        var block = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ReadOnlySpan<char> line in (text ?? "").AsSpan().EnumerateLines())
        {
            int colon = line.IndexOf(':');
            if (colon > 0) block.TryAdd(line[..colon].Trim().ToString(), line[(colon + 1)..].Trim().ToString());
            else if (line.IsWhiteSpace()) Close();
        }

        Close();

        void Close()
        {
            if (block.TryGetValue("processor", out string? number))
            {
                _processors.Add(block);
                if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int processor)) _byNumber.TryAdd(processor, block);
            }
            else
            {
                foreach ((string key, string value) in block) _common.TryAdd(key, value);
            }

            block = new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    /// <summary>The numbers of the processors listed.</summary>
    public IEnumerable<int> Processors => _byNumber.Keys;

    /// <summary>The first value that any processor, or the block about all, has under a key; null where none has.</summary>
    public string? First(string key)
    {
        foreach (Dictionary<string, string> processor in _processors)
        {
            if (processor.TryGetValue(key, out string? value) && value.Length > 0) return value;
        }

        return _common.GetValueOrDefault(key);
    }

    /// <summary>What one processor has under a key; null where it has nothing there.</summary>
    public string? Of(int processor, string key) =>
        _byNumber.TryGetValue(processor, out Dictionary<string, string>? block) ? block.GetValueOrDefault(key) ?? _common.GetValueOrDefault(key) : null;

    /// <summary>Instruction sets that every processor has, as the kernel names them. Cores of a kind that lacks one must not be asked for it.</summary>
    public HashSet<string> Flags()
    {
        HashSet<string>? common = null;
        string? last = null;
        foreach (Dictionary<string, string> processor in _processors.Append(_common))
        {
            // Nearly always the same line for each of hundreds of processors.
            if ((processor.GetValueOrDefault("flags") ?? processor.GetValueOrDefault("Features")) is not { } text || text == last) continue;
            last = text;
            string[] flags = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (common is null) common = [.. flags];
            else common.IntersectWith(flags);
        }

        return common ?? [];
    }
}
