using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeInfer.Providers;

/// <summary>What the head of a Linux or Android library says of it: loading one that was cut off kills the process.</summary>
/// <remarks>Offsets and numbers are those of the ELF specification (System V ABI, little-endian).</remarks>
internal static class ElfHeader
{
    private const int LoadSegment = 1;

    /// <summary>What is wrong with the file for a process of this architecture; null where nothing is.</summary>
    public static string? Fault(Stream file, Architecture architecture)
    {
        Span<byte> head = stackalloc byte[64];
        if (Read(file, 0, head) < 52 || !head.StartsWith("\u007FELF"u8)) return "is not a shared library of this system";
        bool is64 = head[4] == 2;
        int machine = BinaryPrimitives.ReadUInt16LittleEndian(head[18..]);
        int wanted = architecture switch { Architecture.X64 => 62, Architecture.Arm64 => 183, Architecture.X86 => 3, Architecture.Arm => 40, _ => machine };
        if (machine != wanted) return $"is for another processor (ELF machine {machine}, this is {architecture})";

        long table = is64 ? BinaryPrimitives.ReadInt64LittleEndian(head[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[28..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(head[(is64 ? 54 : 42)..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(head[(is64 ? 56 : 44)..]);
        if (size < (is64 ? 56 : 32)) return "is damaged";
        Span<byte> segment = stackalloc byte[56];
        for (int i = 0; i < count; i++)
        {
            segment.Clear();
            if (table < 0 || table > file.Length || Read(file, table + (long)i * size, segment) < (is64 ? 56 : 32)) return Cut(file);
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) != LoadSegment) continue;
            ulong offset = is64 ? BinaryPrimitives.ReadUInt64LittleEndian(segment[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(segment[4..]);
            ulong bytes = is64 ? BinaryPrimitives.ReadUInt64LittleEndian(segment[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(segment[16..]);
            if (offset > (ulong)file.Length || bytes > (ulong)file.Length - offset) return Cut(file);
        }

        return null;
    }

    private static string Cut(Stream file) => $"is cut off after {file.Length} bytes";

    private static int Read(Stream file, long at, Span<byte> into)
    {
        file.Position = at;
        return file.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
    }
}
