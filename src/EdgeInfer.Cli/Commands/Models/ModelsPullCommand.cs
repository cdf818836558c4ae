using System.CommandLine;
using EdgeInfer.Cli.Output;
using EdgeInfer.Models;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer models pull</c>: downloads models of the catalogue.</summary>
internal static class ModelsPullCommand
{
    public static Command Create()
    {
        var command = new Command("pull", "Downloads models from where they are published, checks them, and keeps them for calls that name them.");
        var names = new Argument<string[]>("NAME") { Description = "Models, as 'edgeinfer models list' names them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All models of the catalogue." };
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        command.Arguments.Add(names);
        foreach (Option option in (Option[])[all, json, verbose]) command.Options.Add(option);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(call.GetValue(verbose), () =>
        {
            string[] named = call.GetValue(names) ?? [];
            if (named.Length == 0 != call.GetValue(all)) throw new WrongCallException("models pull: name models, or give --all for all of them; 'edgeinfer models list' shows them.");
            return Run(call.GetValue(all) ? ModelCatalog.All : ModelsCommand.Find(named), call.GetValue(json), call.GetValue(verbose), cancellationToken);
        }));
        return command;
    }

    /// <summary>A model that cannot be had is reported; the others still are pulled.</summary>
    private static int Run(IReadOnlyList<KnownModel> models, bool json, bool verbose, CancellationToken cancellationToken)
    {
        var pulled = new List<ListedModel>();
        var failures = new List<Exception>();
        try
        {
            PullProgress.Over(models, quiet: json, (model, progress) =>
            {
                try
                {
                    ModelStore.Default.PullAsync(model, progress, cancellationToken).GetAwaiter().GetResult();
                    pulled.Add(ListedModel.Of(model));
                }
                catch (ModelDownloadException e)
                {
                    failures.Add(e);
                }
            });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("error: stopped; what has arrived is kept, and continued by the next pull.");
            return ExitCode.Cancelled;
        }

        foreach (Exception failure in failures) ErrorReport.Write(failure, verbose);
        if (json) ModelListReport.WriteJson(pulled);
        else foreach (ListedModel model in pulled) Console.WriteLine($"{model.Name}  {model.Path}");
        return failures.Count == 0 ? ExitCode.Done : ErrorReport.CodeOf(failures[0]);
    }
}
