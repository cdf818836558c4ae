using System.Runtime.InteropServices;

namespace EdgeInfer.Tests.Sessions;

/// <summary>What the C library says of its heap: bytes handed out and not yet freed, whoever asked for them.</summary>
internal static unsafe partial class NativeHeap
{
    // Positions in glibc's struct mallinfo2, which is ten size_t.
    private const int Fields = 10, MappedBytes = 4, BytesInArenas = 7;

    /// <summary>Null where there is no 64-bit glibc 2.33 or newer.</summary>
    public static long? BytesInUse()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess) return null;
        try
        {
            MallInfo info = Read();
            return info.Values[MappedBytes] + info.Values[BytesInArenas];
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial MallInfo Read();

    private struct MallInfo
    {
        public fixed long Values[Fields];
    }
}
