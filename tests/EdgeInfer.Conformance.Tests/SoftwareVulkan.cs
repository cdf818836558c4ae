using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeInfer.Conformance.Tests;

/// <summary>
/// Lets the WebGPU provider run on machines without a GPU: where there is none but Debian's chromium is installed, its
/// software driver (SwiftShader) is made known to the Vulkan loader before anything loads that.
/// </summary>
/// <remarks>Mesa's software driver, where it is installed too, does not have all that WebGPU asks of a device.</remarks>
internal static partial class SoftwareVulkan
{
    private const string Driver = "/usr/lib/chromium/vk_swiftshader_icd.json";

    /// <summary>Whether WebGPU runs on the software driver, by this class or because whoever started the tests chose it.</summary>
    public static bool IsChosen => Environment.GetEnvironmentVariable("VK_DRIVER_FILES") == Driver;

    [ModuleInitializer]
    internal static void Announce()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Driver) || IsDriverChosen() || HasGpu()) return;
        Set("VK_DRIVER_FILES", Driver);
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is null) Set("XDG_RUNTIME_DIR", Path.GetTempPath());
    }

    private static bool IsDriverChosen() =>
        Environment.GetEnvironmentVariable("VK_DRIVER_FILES") is not null || Environment.GetEnvironmentVariable("VK_ICD_FILENAMES") is not null;

    private static bool HasGpu() =>
        File.Exists("/dev/nvidia0") || File.Exists("/dev/dxg")
        || (Directory.Exists("/dev/dri") && Directory.EnumerateFileSystemEntries("/dev/dri", "renderD*").Any());

    // .NET keeps a copy of the environment of its own; native libraries look into the C library's.
    private static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        _ = SetNative(name, value, overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
