using System.Runtime.InteropServices;
using System.Text;

namespace EdgeInfer.Providers;

/// <summary>What macOS and iOS tell of themselves by name.</summary>
internal static unsafe partial class AppleSystem
{
    /// <summary>A value of 4 or 8 bytes; null where this system does not know the name.</summary>
    public static long? Number(string name)
    {
        long value = 0;
        nuint length = sizeof(long);
        // Of a value of 4 bytes the upper half stays 0: all these systems are little-endian.
        return SysCtlByName(name, &value, &length, null, 0) == 0 ? value : null;
    }

    public static string? Text(string name)
    {
        byte* text = stackalloc byte[256];
        nuint length = 256;
        if (SysCtlByName(name, text, &length, null, 0) != 0) return null;
        ReadOnlySpan<byte> bytes = new(text, (int)Math.Min(length, 256));
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    [LibraryImport("libSystem", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysCtlByName(string name, void* value, nuint* length, void* newValue, nuint newLength);
}
