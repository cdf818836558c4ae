using System.Globalization;
using EdgeInfer.Providers;
using Spectre.Console;

namespace EdgeInfer.Cli.Output;

/// <summary>The doctor's report for people: a table on a terminal, plain lines of 80 columns elsewhere.</summary>
internal static class DoctorText
{
    private const int Width = 80, Indent = 14;

    public static void Write(DoctorReport report)
    {
        foreach ((string name, string value) in Facts(report))
        {
            string label = name.PadRight(Indent);
            foreach (string line in WrappedText.Lines(value, LineWidth - Indent))
            {
                Console.WriteLine(label + line);
                label = new string(' ', Indent);
            }
        }

        Console.WriteLine();
        // What can be used comes first.
        ProviderReport[] reports = [.. report.Providers.OrderBy(static r => r.Status.State)];
        if (Console.IsOutputRedirected) WriteLines(reports);
        else WriteTable(reports);
    }

    private static int LineWidth => Console.IsOutputRedirected ? Width : AnsiConsole.Profile.Width;

    private static IEnumerable<(string Name, string Value)> Facts(DoctorReport report)
    {
        MachineInfo machine = report.Machine;
        ProcessorInfo cpu = machine.Processor;
        yield return ("system", report.System);
        if (machine.Model is not null) yield return ("machine", machine.Compatible.Count > 0 ? $"{machine.Model} ({machine.Compatible[^1]})" : machine.Model);
        yield return ("processor", cpu.ToString());
        if (cpu.CoreKinds.Count > 1) yield return ("", string.Join(", ", cpu.CoreKinds.Select(static k => $"{k.Cores} × {k.Name}{(k.MaxMegahertz is { } mhz ? $" up to {mhz} MHz" : "")}")));
        if (cpu.Features.Count > 0) yield return ("", string.Join(' ', cpu.Features));
        yield return ("processors", $"{Environment.ProcessorCount} for this process, as .NET counts them");
        string limit = machine.Memory.LimitBytes is { } bytes ? $", limited to {Gigabytes(bytes)}" : "";
        if (machine.Memory.TotalBytes > 0) yield return ("memory", $"{Gigabytes(machine.Memory.TotalBytes)}{limit}, {Gigabytes(machine.Memory.AvailableBytes)} available");
        foreach (GpuInfo gpu in machine.Gpus) yield return ("GPU", Describe(gpu));
        foreach (NpuInfo npu in machine.Npus) yield return ("NPU", string.Join(", ", new[] { npu.Name, npu.Driver, npu.Node }.Where(static t => t is not null)));
        if (machine.Gpus.Count + machine.Npus.Count == 0) yield return ("GPU, NPU", "none found");
        yield return (".NET", report.DotNet);
        yield return ("EdgeInfer", report.EdgeInfer);
        yield return ("ONNX Runtime", report.OnnxRuntime);
        if (report.CompiledProviders.Count > 0) yield return ("", $"built with {string.Join(", ", report.CompiledProviders)}");
        yield return ("libvips", report.LibVips);
    }

    private static string Describe(GpuInfo gpu)
    {
        var facts = new List<string> { gpu.Name };
        if (gpu.MemoryBytes is { } memory) facts.Add(gpu.FreeMemoryBytes is { } free ? $"{Gigabytes(memory)}, {Gigabytes(free)} free" : Gigabytes(memory));
        if (gpu.ComputeCapability is { } capability) facts.Add($"compute capability {capability}");
        if (gpu.Driver is not null || gpu.DriverVersion is not null) facts.Add($"driver {gpu.Driver} {gpu.DriverVersion}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd());
        if (gpu.CudaVersion is { } cuda) facts.Add($"CUDA {cuda} at most");
        if (gpu.PciAddress is not null) facts.Add(gpu.PciAddress);
        return string.Join(", ", facts);
    }

    private static void WriteLines(IReadOnlyList<ProviderReport> reports)
    {
        foreach (ProviderReport report in reports)
        {
            Console.WriteLine($"{report.Provider.Name,-Indent + 1} {StatusOf(report),-12} {report.Provider.Hardware}");
            foreach ((string mark, string text) in Details(report))
            {
                string lead = mark;
                foreach (string line in WrappedText.Lines(text, Width - Indent - mark.Length))
                {
                    Console.WriteLine($"{"",Indent}{lead}{line}");
                    lead = new string(' ', mark.Length);
                }
            }
        }
    }

    private static void WriteTable(IReadOnlyList<ProviderReport> reports)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("provider", static c => c.NoWrap()).AddColumn("status").AddColumn("runs on; what to know, what to do");
        table.ShowRowSeparators = true;
        foreach (ProviderReport report in reports)
        {
            Style style = report.Status.State switch
            {
                ProviderState.Ready => new Style(Color.Green),
                ProviderState.ReadyWithCaveats => new Style(Color.Yellow),
                _ => new Style(Color.Grey),
            };
            string details = string.Join('\n', Details(report).Select(static d => d.Mark + d.Text).Prepend(report.Provider.Hardware));
            table.AddRow(new Text(report.Provider.Name), new Text(StatusOf(report), style), new Text(details));
        }

        AnsiConsole.Write(table);
    }

    private static string StatusOf(ProviderReport report) => report.Status.State switch
    {
        ProviderState.Ready => "ready",
        ProviderState.ReadyWithCaveats => "ready with caveats",
        _ => "unavailable",
    };

    private static IEnumerable<(string Mark, string Text)> Details(ProviderReport report)
    {
        if (report.Status.Reason is { } reason) yield return ("", reason);
        if (report.Status.Remedy is { } remedy) yield return ("→ ", remedy);
    }

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}
