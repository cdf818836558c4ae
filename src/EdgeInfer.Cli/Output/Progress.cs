using Spectre.Console;

namespace EdgeInfer.Cli.Output;

/// <summary>A progress bar on standard error, where there is more than one item and somebody to see it.</summary>
internal static class Progress
{
    public static void Over<T>(IReadOnlyList<T> items, IResultWriter writer, Action<T> work)
    {
        if (items.Count < 2 || Console.IsErrorRedirected)
        {
            foreach (T item in items) work(item);
            return;
        }

        writer.HoldBack = true;
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        terminal.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("pictures", maxValue: items.Count);
                foreach (T item in items)
                {
                    work(item);
                    task.Increment(1);
                    task.Description = $"{task.Value:0} of {items.Count} pictures";
                }
            });
    }
}
