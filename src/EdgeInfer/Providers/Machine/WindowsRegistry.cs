using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace EdgeInfer.Providers;

/// <summary>What Windows keeps about its machine under HKEY_LOCAL_MACHINE.</summary>
internal static unsafe partial class WindowsRegistry
{
    public const string Processor = @"HARDWARE\DESCRIPTION\System\CentralProcessor\0";
    public const string Firmware = @"HARDWARE\DESCRIPTION\System\BIOS";

    /// <returns>A text without the spaces around it; null where there is none.</returns>
    [SupportedOSPlatform("windows")]
    public static string? Text(string path, string value)
    {
        const uint isText = 2;
        nint localMachine = unchecked((int)0x80000002);
        char* text = stackalloc char[256];
        uint bytes = 256 * sizeof(char);
        // RegGetValue ends every text with a zero.
        return RegGetValue(localMachine, path, value, isText, null, text, &bytes) == 0 && new string(text).Trim() is { Length: > 0 } found ? found : null;
    }

    [LibraryImport("advapi32", EntryPoint = "RegGetValueW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial int RegGetValue(nint key, string path, string value, uint flags, uint* type, void* data, uint* length);
}
