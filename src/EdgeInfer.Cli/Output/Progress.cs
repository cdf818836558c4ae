using EdgeInfer.Vision;
using Spectre.Console;

namespace EdgeInfer.Cli.Output;

/// <summary>A progress bar on standard error, where there is more than one item and somebody to see it.</summary>
internal static class Progress
{
    /// <summary>Whether a bar is drawn for so many items.</summary>
    public static bool IsShownFor(int items) => items > 1 && !Console.IsErrorRedirected;

    /// <summary>Does the work for 0, 1, … <paramref name="items"/> − 1.</summary>
    public static void Over(int items, IResultWriter writer, Action<int> work)
    {
        if (!IsShownFor(items))
        {
            for (int i = 0; i < items; i++) work(i);
            return;
        }

        writer.HoldBack = true;
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        terminal.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("pictures", maxValue: items);
                for (int i = 0; i < items; i++)
                {
                    work(i);
                    task.Increment(1);
                    task.Description = $"{i + 1} of {items} pictures";
                }
            });
    }

    /// <summary>A bar over the tiles of one large picture, where there is somebody to see it.</summary>
    /// <param name="wanted">False where another bar is shown already.</param>
    /// <param name="work">Reports its tiles.</param>
    public static TResult OfTiles<TResult>(bool wanted, Func<IProgress<TileProgress>, TResult> work)
    {
        if (!wanted || Console.IsErrorRedirected) return work(new TileBar(null));
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .Start(context => work(new TileBar(context.AddTask("tiles"))));
    }

    // Not Progress<T>, which reports on other threads, later.
    private sealed class TileBar(ProgressTask? task) : IProgress<TileProgress>
    {
        public void Report(TileProgress value)
        {
            if (task is null) return;
            task.MaxValue = value.Total;
            task.Value = value.Done;
            task.Description = value.ToString();
        }
    }
}
