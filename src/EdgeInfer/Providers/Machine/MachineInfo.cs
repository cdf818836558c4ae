namespace EdgeInfer.Providers;

/// <summary>The machine that this process runs on, as far as inference is concerned.</summary>
/// <remarks>Immutable and thread-safe; a snapshot, in which only memory changes while a process runs.</remarks>
public sealed record MachineInfo
{
    /// <summary>The operating system and its release, such as <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>The architecture of this process, in lower case: <c>x64</c>, <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>What the machine or board is called, such as <c>Raspberry Pi 5 Model B Rev 1.0</c>; null where nothing says it.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// A board's own names in its device tree, most specific first: <c>radxa,rock-5b</c>, <c>rockchip,rk3588</c>; the last is the chip. Empty on PCs, phones and Macs.
    /// </summary>
    public IReadOnlyList<string> Compatible { get; init; } = [];

    /// <summary>The processor, and how much of it this process may use.</summary>
    public required ProcessorInfo Processor { get; init; }

    /// <summary>Main memory.</summary>
    public required MemoryInfo Memory { get; init; }

    /// <summary>Graphics processors; empty where none shows.</summary>
    public IReadOnlyList<GpuInfo> Gpus { get; init; } = [];

    /// <summary>Neural processors; empty where none shows. Many chips have one that shows nowhere before its vendor's driver is installed.</summary>
    public IReadOnlyList<NpuInfo> Npus { get; init; } = [];
}
