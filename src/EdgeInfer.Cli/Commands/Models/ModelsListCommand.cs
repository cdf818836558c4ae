using System.CommandLine;
using System.Text.Json;
using EdgeInfer.Cli.Output;
using EdgeInfer.Models;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer models list</c>: what there is, and what of it is here.</summary>
internal static class ModelsListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "Lists the models that are built in and those that can be downloaded.");
        var task = new Option<string?>("--task") { Description = "Only models for this task: " + string.Join(", ", Tasks.Select(NameOf)) + ".", HelpName = "TASK" };
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        foreach (Option option in (Option[])[task, json, verbose]) command.Options.Add(option);
        command.SetAction((call, _) => ErrorReport.Guard(call.GetValue(verbose), () =>
        {
            ModelTask? wanted = call.GetValue(task) is { } name ? ReadTask(name) : null;
            ListedModel[] models = [.. DefaultModels.All.Select(ListedModel.Of).Concat(ModelCatalog.All.Select(ListedModel.Of)).Where(m => wanted is null || m.Task == wanted)];
            if (call.GetValue(json)) ModelListReport.WriteJson(models);
            else ModelListReport.WriteText(Console.Out, models);
            return ExitCode.Done;
        }));
        return command;
    }

    private static IEnumerable<ModelTask> Tasks => Enum.GetValues<ModelTask>().Where(static t => t != ModelTask.Unknown);

    private static string NameOf(ModelTask task) => JsonNamingPolicy.CamelCase.ConvertName(task.ToString());

    /// <exception cref="WrongCallException">There is no such task.</exception>
    private static ModelTask ReadTask(string name)
    {
        foreach (ModelTask task in Tasks)
        {
            if (NameOf(task).Equals(name, StringComparison.OrdinalIgnoreCase)) return task;
        }

        throw new WrongCallException($"--task {name}: expected one of {string.Join(", ", Tasks.Select(NameOf))}.");
    }
}
