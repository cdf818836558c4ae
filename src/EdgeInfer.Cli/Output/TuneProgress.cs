using EdgeInfer.Sessions;
using Spectre.Console;

namespace EdgeInfer.Cli.Output;

/// <summary>Says on standard error what has become of each trial, while somebody is there to see it.</summary>
internal static class TuneProgress
{
    public static TuneResult Over(ModelSessionOptions options, Func<ModelSessionOptions, TuneResult> tune)
    {
        if (Console.IsErrorRedirected) return tune(options);
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Status().Start("loading…", status => tune(options with { Tune = options.Tune! with { Progress = new Line(status) } }));
    }

    private sealed class Line(StatusContext status) : IProgress<TuneTrial>
    {
        public void Report(TuneTrial value) => status.Status(Markup.Escape(value.ToString()));
    }
}
