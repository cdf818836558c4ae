using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>What <c>/proc/cpuinfo</c> says: one block of <c>key : value</c> lines a processor, on 32-bit Arm with a block about all at the end.</summary>
internal sealed class CpuInfoText
{
    private readonly List<Dictionary<string, string>> _processors = [];
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
            if (block.ContainsKey("processor")) _processors.Add(block);
            else foreach ((string key, string value) in block) _common.TryAdd(key, value);
            block = new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    /// <summary>The numbers of the processors listed.</summary>
    public IEnumerable<int> Processors => _processors.Select(NumberOf).Where(static n => n >= 0);

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
    public string? Of(int processor, string key)
    {
        foreach (Dictionary<string, string> block in _processors)
        {
            if (NumberOf(block) == processor) return block.GetValueOrDefault(key) ?? _common.GetValueOrDefault(key);
        }

        return null;
    }

    /// <summary>Instruction sets that every processor has, as the kernel names them. Cores of a kind that lacks one must not be asked for it.</summary>
    public HashSet<string> Flags()
    {
        HashSet<string>? common = null;
        foreach (Dictionary<string, string> processor in _processors.Append(_common))
        {
            if ((processor.GetValueOrDefault("flags") ?? processor.GetValueOrDefault("Features")) is not { } text) continue;
            string[] flags = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (common is null) common = [.. flags];
            else common.IntersectWith(flags);
        }

        return common ?? [];
    }

    private static int NumberOf(Dictionary<string, string> processor) =>
        int.TryParse(processor["processor"], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
