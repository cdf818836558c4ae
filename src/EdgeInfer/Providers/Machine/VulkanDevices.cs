using System.Runtime.InteropServices;
using System.Text;

namespace EdgeInfer.Providers;

/// <summary>Asks the Vulkan loader for its devices. Structures and numbers are those of the Vulkan 1.0 specification.</summary>
internal static unsafe class VulkanDevices
{
    private const int MostDevices = 16;
    private const int CpuDeviceType = 4;

    // Byte offsets in VkPhysicalDeviceProperties.
    private const int DeviceType = 16, DeviceName = 20, DeviceNameLength = 256;

    // Places in VkPhysicalDeviceFeatures: shader{UniformBuffer,SampledImage,StorageBuffer,StorageImage}ArrayDynamicIndexing.
    private const int FirstDynamicIndexing = 33, LastDynamicIndexing = 36;

    /// <returns>The devices; none where there is no loader, no driver, or no device.</returns>
    public static IReadOnlyList<VulkanDevice> Find()
    {
        // Never unloaded: drivers do not stand that, and the provider will load it anyway.
        if (!NativeLibrary.TryLoad("libvulkan.so.1", out nint loader)) return [];
        if (!TryGet(loader, "vkCreateInstance", out nint create)
            || !TryGet(loader, "vkDestroyInstance", out nint destroy)
            || !TryGet(loader, "vkEnumeratePhysicalDevices", out nint enumerate)
            || !TryGet(loader, "vkGetPhysicalDeviceProperties", out nint getProperties)
            || !TryGet(loader, "vkGetPhysicalDeviceFeatures", out nint getFeatures))
        {
            return [];
        }

        var info = new InstanceCreateInfo { Type = 1 };
        nint instance;
        if (((delegate* unmanaged<InstanceCreateInfo*, void*, nint*, int>)create)(&info, null, &instance) != 0) return [];
        try
        {
            uint count = MostDevices;
            nint* handles = stackalloc nint[MostDevices];
            // 5 is VK_INCOMPLETE: there are more, and these are valid.
            if (((delegate* unmanaged<nint, uint*, nint*, int>)enumerate)(instance, &count, handles) is not (0 or 5)) return [];

            var devices = new VulkanDevice[count];
            byte* properties = stackalloc byte[2048];
            uint* features = stackalloc uint[256];
            for (int i = 0; i < devices.Length; i++)
            {
                ((delegate* unmanaged<nint, byte*, void>)getProperties)(handles[i], properties);
                ((delegate* unmanaged<nint, uint*, void>)getFeatures)(handles[i], features);
                ReadOnlySpan<byte> name = new(properties + DeviceName, DeviceNameLength);
                int end = name.IndexOf((byte)0);
                bool dynamicIndexing = true;
                for (int feature = FirstDynamicIndexing; feature <= LastDynamicIndexing; feature++) dynamicIndexing &= features[feature] != 0;
                devices[i] = new VulkanDevice(Encoding.UTF8.GetString(end < 0 ? name : name[..end]), *(uint*)(properties + DeviceType) == CpuDeviceType, dynamicIndexing);
            }

            return devices;
        }
        finally
        {
            ((delegate* unmanaged<nint, void*, void>)destroy)(instance, null);
        }
    }

    private static bool TryGet(nint loader, string name, out nint function) => NativeLibrary.TryGetExport(loader, name, out function);

    /// <summary>VkInstanceCreateInfo.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct InstanceCreateInfo
    {
        public uint Type;
        public void* Next;
        public uint Flags;
        public void* ApplicationInfo;
        public uint LayerCount;
        public void* Layers;
        public uint ExtensionCount;
        public void* Extensions;
    }
}
