using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>Names of Arm cores by the implementer and part number of their MIDR register, as <c>/proc/cpuinfo</c> prints them.</summary>
internal static class ArmCores
{
    /// <returns>The core's name, or null where it is not known.</returns>
    public static string? NameOf(string? implementer, string? part)
    {
        if (!TryParse(implementer, out int maker) || !TryParse(part, out int number)) return null;
        return (maker << 12 | number) switch
        {
            0x41c07 => "Cortex-A7",
            0x41c08 => "Cortex-A8",
            0x41c09 => "Cortex-A9",
            0x41c0f => "Cortex-A15",
            0x41d03 => "Cortex-A53",
            0x41d04 => "Cortex-A35",
            0x41d05 => "Cortex-A55",
            0x41d07 => "Cortex-A57",
            0x41d08 => "Cortex-A72",
            0x41d09 => "Cortex-A73",
            0x41d0a => "Cortex-A75",
            0x41d0b => "Cortex-A76",
            0x41d0c => "Neoverse-N1",
            0x41d0d => "Cortex-A77",
            0x41d40 => "Neoverse-V1",
            0x41d41 => "Cortex-A78",
            0x41d42 => "Cortex-A78AE",
            0x41d44 => "Cortex-X1",
            0x41d46 => "Cortex-A510",
            0x41d47 => "Cortex-A710",
            0x41d48 => "Cortex-X2",
            0x41d49 => "Neoverse-N2",
            0x41d4b => "Cortex-A78C",
            0x41d4d => "Cortex-A715",
            0x41d4e => "Cortex-X3",
            0x41d4f => "Neoverse-V2",
            0x41d80 => "Cortex-A520",
            0x41d81 => "Cortex-A720",
            0x41d82 => "Cortex-X4",
            0x41d84 => "Neoverse-V3",
            0x41d85 => "Cortex-X925",
            0x41d87 => "Cortex-A725",
            0x41d8e => "Neoverse-N3",
            0x48d01 => "Kunpeng TSV110",
            0x4e004 => "NVIDIA Carmel",
            0x51001 => "Qualcomm Oryon",
            0x51802 => "Kryo 385 Gold",
            0x51803 => "Kryo 385 Silver",
            0x51804 => "Kryo 485 Gold",
            0x51805 => "Kryo 485 Silver",
            0x61022 => "Apple Icestorm (M1)",
            0x61023 => "Apple Firestorm (M1)",
            0x61032 => "Apple Blizzard (M2)",
            0x61033 => "Apple Avalanche (M2)",
            0xc0ac3 => "Ampere-1",
            0xc0ac4 => "Ampere-1a",
            _ => null,
        };
    }

    private static bool TryParse(string? text, out int value)
    {
        value = 0;
        return text is not null && text.StartsWith("0x", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
