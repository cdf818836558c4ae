using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeInfer.Providers;
using EdgeInfer.Vips;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer doctor</c>: this machine, and every provider: ready, or why not and what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Says what this machine can run models on, and what is missing for the rest.");
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        command.Options.Add(json);
        command.Options.Add(verbose);
        command.SetAction((call, _) => ErrorReport.Guard(call.GetValue(verbose), () => Run(call.GetValue(json))));
        return command;
    }

    private static int Run(bool json)
    {
        List<(string Key, string Name, string Value)> machine =
        [
            ("os", "system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})"),
            ("processors", "processors", $"{Environment.ProcessorCount}"),
            ("dotnet", ".NET", Environment.Version.ToString()),
            ("edgeinfer", "EdgeInfer", typeof(CapabilityRegistry).Assembly.GetName().Version!.ToString(3)),
            ("onnxruntime", "ONNX Runtime", VersionOf(static () => CapabilityRegistry.OnnxRuntimeVersion)),
            ("libvips", "libvips", VersionOf(static () => VipsCodec.LibraryVersion.ToString())),
        ];
        IReadOnlyList<ProviderReport> providers = CapabilityRegistry.Current.Probe();
        if (json) WriteJson(machine, providers);
        else WriteText(machine, providers);
        return ExitCode.Done;
    }

    /// <summary>A library that is missing is a finding here, not a failure.</summary>
    private static string VersionOf(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is EdgeInferException or DllNotFoundException)
        {
            return $"missing: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

    private static void WriteText(List<(string Key, string Name, string Value)> machine, IReadOnlyList<ProviderReport> providers)
    {
        foreach ((_, string name, string value) in machine) Console.WriteLine($"{name,-13} {value}");
        Console.WriteLine();
        foreach (ProviderReport report in providers)
        {
            ProviderStatus status = report.Status;
            Console.WriteLine($"{report.Provider.Name,-13} {(status.IsReady ? "ready" : "unavailable"),-12} {report.Provider.Hardware}");
            if (status.Reason is not null) Console.WriteLine($"{"",14}{status.Reason}");
            if (status.Remedy is not null) Console.WriteLine($"{"",14}→ {status.Remedy}");
        }
    }

    private static void WriteJson(List<(string Key, string Name, string Value)> machine, IReadOnlyList<ProviderReport> providers)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach ((string key, _, string value) in machine) json.WriteString(key, value);
            json.WriteStartArray("providers");
            foreach (ProviderReport report in providers)
            {
                json.WriteStartObject();
                json.WriteString("name", report.Provider.Name);
                json.WriteString("ort_name", report.Provider.OrtName);
                json.WriteString("hardware", report.Provider.Hardware);
                json.WriteBoolean("ready", report.Status.IsReady);
                json.WriteString("reason", report.Status.Reason);
                json.WriteString("remedy", report.Status.Remedy);
                json.WriteBoolean("verified_on_hardware", report.Provider.IsVerifiedOnHardware);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
