using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeInfer.Providers;

namespace EdgeInfer.Cli.Output;

/// <summary>The doctor's report for scripts: keys are added, never renamed.</summary>
internal static class DoctorJson
{
    public static void Write(DoctorReport report)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("os", report.System);
            // A text, as it has been from the first release on.
            json.WriteString("processors", $"{Environment.ProcessorCount}");
            json.WriteString("dotnet", report.DotNet);
            json.WriteString("edgeinfer", report.EdgeInfer);
            json.WriteString("onnxruntime", report.OnnxRuntime);
            json.WriteString("libvips", report.LibVips);
            WriteMachine(json, report.Machine);
            json.WriteTexts("onnxruntime_providers", report.CompiledProviders);
            json.WriteStartArray("providers");
            foreach (ProviderReport provider in report.Providers) WriteProvider(json, provider);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    public static string NameOf(ProviderState state) => state switch
    {
        ProviderState.Ready => "ready",
        ProviderState.ReadyWithCaveats => "ready_with_caveats",
        _ => "unavailable",
    };

    private static void WriteProvider(Utf8JsonWriter json, ProviderReport report)
    {
        json.WriteStartObject();
        json.WriteString("name", report.Provider.Name);
        json.WriteString("ort_name", report.Provider.OrtName);
        json.WriteString("hardware", report.Provider.Hardware);
        json.WriteBoolean("ready", report.Status.IsReady);
        json.WriteString("status", NameOf(report.Status.State));
        json.WriteString("reason", report.Status.Reason);
        json.WriteString("remedy", report.Status.Remedy);
        json.WriteTexts("caveats", report.Status.Caveats);
        json.WriteTexts("missing_libraries", report.Status.MissingLibraries);
        json.WriteString("package", report.Provider.Facts.Package);
        json.WriteBoolean("verified_on_hardware", report.Provider.IsVerifiedOnHardware);
        json.WriteEndObject();
    }

    private static void WriteMachine(Utf8JsonWriter json, MachineInfo machine)
    {
        json.WriteStartObject("machine");
        json.WriteString("model", machine.Model);
        json.WriteString("architecture", machine.Architecture);
        json.WriteTexts("compatible", machine.Compatible);
        json.WriteEndObject();

        ProcessorInfo cpu = machine.Processor;
        json.WriteStartObject("cpu");
        json.WriteString("name", cpu.Name);
        json.WriteTexts("features", cpu.Features);
        json.WriteNumber("logical_processors", cpu.LogicalProcessors);
        json.WriteNumber("physical_cores", cpu.PhysicalCores);
        json.WriteNumber("performance_cores", cpu.PerformanceCores);
        json.WriteNumber("usable_cores", cpu.UsableCores);
        json.WriteOptional("limit", cpu.Limit);
        json.WriteStartArray("core_kinds");
        foreach (CoreKind kind in cpu.CoreKinds)
        {
            json.WriteStartObject();
            json.WriteString("name", kind.Name);
            json.WriteNumber("cores", kind.Cores);
            json.WriteBoolean("performance", kind.IsPerformance);
            json.WriteOptional("max_mhz", kind.MaxMegahertz);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        json.WriteStartObject("memory");
        json.WriteNumber("total_bytes", machine.Memory.TotalBytes);
        json.WriteNumber("available_bytes", machine.Memory.AvailableBytes);
        json.WriteOptional("limit_bytes", machine.Memory.LimitBytes);
        json.WriteEndObject();

        json.WriteStartArray("gpus");
        foreach (GpuInfo gpu in machine.Gpus)
        {
            json.WriteStartObject();
            json.WriteString("name", gpu.Name);
            json.WriteString("vendor", gpu.Vendor);
            json.WriteString("driver", gpu.Driver);
            json.WriteString("driver_version", gpu.DriverVersion);
            json.WriteOptional("memory_bytes", gpu.MemoryBytes);
            json.WriteOptional("free_memory_bytes", gpu.FreeMemoryBytes);
            json.WriteString("compute_capability", gpu.ComputeCapability?.ToString());
            json.WriteString("cuda_version", gpu.CudaVersion?.ToString());
            json.WriteString("pci_address", gpu.PciAddress);
            json.WriteString("uuid", gpu.Uuid);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("npus");
        foreach (NpuInfo npu in machine.Npus)
        {
            json.WriteStartObject();
            json.WriteString("name", npu.Name);
            json.WriteString("driver", npu.Driver);
            json.WriteString("node", npu.Node);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
