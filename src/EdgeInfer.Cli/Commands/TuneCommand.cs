using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer tune</c>: tries what could run a model here, and remembers the fastest way.</summary>
internal static class TuneCommand
{
    public static Command Create()
    {
        var command = new Command("tune", "Times what could run a model here, checks the results, and remembers the fastest way for later calls.");
        var model = new Argument<string>("MODEL") { Description = "An ONNX file." };
        Option<TimeSpan?> budget = BudgetOption();
        Option<string> provider = VisionCommandOptions.ProviderOption();
        var policy = new Option<ProviderPolicy>("--policy")
        {
            Description = "What the model is run for: balanced, latency, throughput, efficiency or accuracy; default: balanced.",
            HelpName = "NAME",
            DefaultValueFactory = static _ => ProviderPolicy.Balanced,
            CustomParser = ParsePolicy,
        };
        Option<int?> threads = NumberOption.Count("--threads", "Processor threads for one inference; default: tried.");
        var shapes = new Option<string[]>("--shape") { Description = "Shape to try an input with, such as images=1x3x640x640; for each input whose sizes are free.", HelpName = "NAME=NxN" };
        var force = new Option<bool>("--force") { Description = "Tries again where a winner is remembered." };
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        command.Arguments.Add(model);
        foreach (Option option in (Option[])[budget, provider, policy, threads, shapes, force, json, verbose]) command.Options.Add(option);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(call.GetValue(verbose), () =>
        {
            var tune = new TuneOptions { Mode = call.GetValue(force) ? TuneMode.Always : TuneMode.WhenUnknown, InputShapes = ReadShapes(call.GetValue(shapes) ?? []) };
            var options = new ModelSessionOptions
            {
                Providers = VisionCommandOptions.ReadProvider(call.GetValue(provider)!),
                Policy = call.GetValue(policy),
                Threads = call.GetValue(threads),
                Tune = tune with { Budget = call.GetValue(budget) ?? tune.Budget },
            };
            return Run(NamedModel.Path(call.GetValue(model)!), options, call.GetValue(json), cancellationToken);
        }));
        return command;
    }

    private static int Run(string path, ModelSessionOptions options, bool json, CancellationToken cancellationToken)
    {
        TuneResult result;
        try
        {
            result = TuneProgress.Over(options, o => ModelTuner.Tune(path, o, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("error: stopped; nothing is remembered.");
            return ExitCode.Cancelled;
        }

        if (json) TuneJson.Write(Console.OpenStandardOutput(), result);
        else TuneText.Write(Console.Out, result);
        return ExitCode.Done;
    }

    private static Option<TimeSpan?> BudgetOption() => new("--budget")
    {
        Description = "Time for all trials, such as 500ms, 10s or 2m; default: 2s.",
        HelpName = "TIME",
        CustomParser = static result =>
        {
            string text = result.Tokens[0].Value;
            int unit = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var at && at >= 0 && text[at] == '.' ? text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1 : at < 0 ? text.Length : at;
            double? seconds = text[unit..] switch { "ms" => 0.001, "s" or "" => 1, "m" => 60, _ => null };
            if (seconds is { } factor && double.TryParse(text.AsSpan(0, unit), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number * factor >= TuneOptions.MinBudget.TotalSeconds && number * factor <= TuneOptions.MaxBudget.TotalSeconds)
            {
                return TimeSpan.FromSeconds(number * factor);
            }

            result.AddError($"--budget {text}: expected a time from 1ms to 60m, such as 500ms, 10s or 2m.");
            return null;
        },
    };

    private static ProviderPolicy ParsePolicy(ArgumentResult result)
    {
        if (result.Tokens is not [{ Value: var text }]) return ProviderPolicy.Balanced;
        // Not its number, which would parse as well.
        if (!int.TryParse(text, out _) && Enum.TryParse(text, ignoreCase: true, out ProviderPolicy policy)) return policy;
        result.AddError($"--policy {text}: choose one of {string.Join(", ", Enum.GetNames<ProviderPolicy>()).ToLowerInvariant()}.");
        return ProviderPolicy.Balanced;
    }

    private static Dictionary<string, long[]> ReadShapes(string[] texts)
    {
        var shapes = new Dictionary<string, long[]>();
        foreach (string text in texts)
        {
            // Names may hold an equals sign, shapes do not.
            int equals = text.LastIndexOf('=');
            string[] sizes = text[(equals + 1)..].Split('x', ',');
            long[] shape = new long[sizes.Length];
            bool isShape = equals > 0;
            for (int i = 0; i < sizes.Length; i++) isShape = long.TryParse(sizes[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]) && shape[i] > 0 && isShape;
            if (!isShape) throw new WrongCallException($"--shape {text}: expected an input's name and sizes, such as images=1x3x640x640.");
            if (!shapes.TryAdd(text[..equals], shape)) throw new WrongCallException($"--shape {text}: input '{text[..equals]}' is given twice.");
        }

        return shapes;
    }
}
