using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeInfer.Conformance.Tests;

/// <summary>
/// Lets the WebGPU provider run on machines without a GPU: where no Vulkan driver is installed but Debian's chromium
/// is, its software driver is made known to the Vulkan loader before anything loads that.
/// </summary>
internal static partial class SoftwareVulkan
{
    private const string Driver = "/usr/lib/chromium/vk_swiftshader_icd.json";

    [ModuleInitializer]
    internal static void Announce()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Driver) || HasDriver()) return;
        Set("VK_DRIVER_FILES", Driver);
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is null) Set("XDG_RUNTIME_DIR", Path.GetTempPath());
    }

    private static bool HasDriver() =>
        Environment.GetEnvironmentVariable("VK_DRIVER_FILES") is not null
        || Environment.GetEnvironmentVariable("VK_ICD_FILENAMES") is not null
        || new[] { "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/usr/share/vulkan/icd.d" }
            .Any(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.json").Any());

    // .NET keeps a copy of the environment of its own; native libraries look into the C library's.
    private static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        _ = SetNative(name, value, overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
