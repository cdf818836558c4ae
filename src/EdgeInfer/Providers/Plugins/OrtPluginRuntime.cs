using System.Runtime.CompilerServices;
using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>The ONNX Runtime of this process. Plug-ins are registered with its environment, of which there is one.</summary>
/// <remarks>
/// They are never unregistered: sessions may use them as long as the process lives, and at its end ONNX Runtime's environment
/// lets go of them itself.
/// </remarks>
internal sealed class OrtPluginRuntime : IPluginRuntime
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, PluginRegistration> Registered = [];

    private OrtPluginRuntime()
    {
    }

    public static OrtPluginRuntime Instance { get; } = new();

    public IReadOnlyList<EpDevice> Devices
    {
        get
        {
            try
            {
                OnnxRuntimeLibrary.EnsureLoaded();
                return [.. OrtEnv.Instance().GetEpDevices().Select(Describe)];
            }
            catch (Exception e) when (e is OnnxRuntimeException or ProviderUnavailableException)
            {
                return [];
            }
        }
    }

    public bool IsPlugin(string path) => PluginFile.Fault(path) is null;

    public PluginRegistration Register(string name, string path)
    {
        lock (Gate)
        {
            // Once a process: a second registry, or a second call, shares what the first one loaded.
            if (Registered.TryGetValue(path, out PluginRegistration? before)) return before;
            PluginRegistration registration = RegisterNew(name, path);
            // What failed may be repaired while the process runs; what loaded stays.
            if (registration.Reason is null) Registered.Add(path, registration);
            return registration;
        }
    }

    private static PluginRegistration RegisterNew(string name, string path)
    {
        if (PluginFile.Fault(path) is var (reason, remedy)) return PluginRegistration.Failed(reason, remedy);
        try
        {
            OnnxRuntimeLibrary.EnsureLoaded();
            OrtEnv environment = OrtEnv.Instance();
            HashSet<nint> known = [.. environment.GetEpDevices().Select(static d => Handle(d))];
            environment.RegisterExecutionProviderLibrary(name, path);
            EpDevice[] devices = [.. environment.GetEpDevices().Where(d => !known.Contains(Handle(d))).Select(Describe)];
            if (devices.Length > 0) return new PluginRegistration(devices);
            environment.UnregisterExecutionProviderLibrary(name);
            return PluginRegistration.Failed($"{path} was loaded, but finds no device that it can use", "check that the device and its driver are there");
        }
        catch (OnnxRuntimeException e)
        {
            return PluginRegistration.Failed(
                $"ONNX Runtime {OnnxRuntimeLibrary.Version} cannot use {path}: {OnnxRuntimeError.Describe(e)}",
                "install what the plug-in needs beside it, or a release of it made for this ONNX Runtime and processor");
        }
        catch (Exception e) when (e is ProviderUnavailableException or EntryPointNotFoundException)
        {
            return PluginRegistration.Failed(e.Message, "update package Microsoft.ML.OnnxRuntime");
        }
    }

    private static EpDevice Describe(OrtEpDevice device)
    {
        OrtHardwareDevice hardware = device.HardwareDevice;
        using OrtKeyValuePairs hardwareMetadata = hardware.Metadata, providerMetadata = device.EpMetadata;
        return new EpDevice
        {
            OrtName = device.EpName,
            ProviderVendor = device.EpVendor ?? "",
            Kind = hardware.Type switch { OrtHardwareDeviceType.GPU => EpDeviceKind.Gpu, OrtHardwareDeviceType.NPU => EpDeviceKind.Npu, _ => EpDeviceKind.Cpu },
            HardwareVendor = hardware.Vendor ?? "",
            VendorId = hardware.VendorId,
            DeviceId = hardware.DeviceId,
            HardwareMetadata = new Dictionary<string, string>(hardwareMetadata.Entries),
            ProviderMetadata = new Dictionary<string, string>(providerMetadata.Entries),
            Native = device,
        };
    }

    // The C# API makes a new object for a device at every call; only this tells whether it is the same one.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_handle")]
    private static extern ref nint Handle(OrtEpDevice device);
}
