using System.CommandLine;
using System.Runtime.InteropServices;
using EdgeInfer.Cli.Output;
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
        // Before anything that may hang: a vendor's library that does not come back keeps the loader from loading any other.
        string onnxRuntime = VersionOf(static () => CapabilityRegistry.OnnxRuntimeVersion), libVips = VersionOf(static () => VipsCodec.LibraryVersion.ToString());
        // Each waits for a driver that gives no answer; together they wait once.
        Task<MachineInfo> machine = Task.Run(static () => CapabilityRegistry.Current.Machine);
        IReadOnlyList<ProviderReport> providers = CapabilityRegistry.Current.Probe();
        var report = new DoctorReport
        {
            System = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})",
            Machine = machine.GetAwaiter().GetResult(),
            DotNet = Environment.Version.ToString(),
            EdgeInfer = typeof(CapabilityRegistry).Assembly.GetName().Version!.ToString(3),
            OnnxRuntime = onnxRuntime,
            CompiledProviders = CapabilityRegistry.Current.CompiledProviders,
            LibVips = libVips,
            Providers = providers,
        };
        if (json) DoctorJson.Write(report);
        else DoctorText.Write(report);
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
}
