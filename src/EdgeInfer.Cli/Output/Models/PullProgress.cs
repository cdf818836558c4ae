using EdgeInfer.Cli.Inputs;
using EdgeInfer.Models;
using Spectre.Console;

namespace EdgeInfer.Cli.Output;

/// <summary>How far downloads are, on standard error: bars on a terminal, else a line for each model.</summary>
internal static class PullProgress
{
    /// <param name="models">What is pulled, one after the other.</param>
    /// <param name="quiet">No lines where there is no terminal.</param>
    /// <param name="pull">Pulls one.</param>
    public static void Over(IReadOnlyList<KnownModel> models, bool quiet, Action<KnownModel, IProgress<ModelDownloadProgress>> pull)
    {
        if (Console.IsErrorRedirected)
        {
            foreach (KnownModel model in models) pull(model, new Lines(model, quiet));
            return;
        }

        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                foreach (KnownModel model in models)
                {
                    ProgressTask task = context.AddTask(Markup.Escape(model.Name), maxValue: model.SizeBytes);
                    pull(model, new Bar(model, task));
                    task.StopTask();
                }
            });
    }

    // Neither is Progress<T>, which reports on other threads, later.
    private sealed class Bar(KnownModel model, ProgressTask task) : IProgress<ModelDownloadProgress>
    {
        public void Report(ModelDownloadProgress value)
        {
            task.Value = value.Bytes;
            task.Description = Markup.Escape(model.Name + value.Stage switch
            {
                ModelDownloadStage.Waiting => " (another process downloads it)",
                ModelDownloadStage.Retrying => " (trying again)",
                _ => "",
            });
        }
    }

    private sealed class Lines(KnownModel model, bool quiet) : IProgress<ModelDownloadProgress>
    {
        private ModelDownloadStage? _told;

        public void Report(ModelDownloadProgress value)
        {
            if (quiet || _told == value.Stage) return;
            _told = value.Stage;
            Console.Error.WriteLine(value.Stage switch
            {
                ModelDownloadStage.Waiting => $"{model}: another process downloads it; waiting",
                ModelDownloadStage.Retrying => $"{model}: trying again after {NamedModel.SizeOf(value.Bytes)}",
                _ => $"{model}: downloading {NamedModel.SizeOf(value.TotalBytes - value.Bytes)}",
            });
        }
    }
}
