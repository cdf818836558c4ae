using System.CommandLine;
using EdgeInfer.Cli.Output;
using EdgeInfer.Models;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer models verify</c>: hashes models that are here again.</summary>
internal static class ModelsVerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Hashes downloaded models again and says which are whole.");
        var names = new Argument<string[]>("NAME") { Description = "Models; default: all that are here.", Arity = ArgumentArity.ZeroOrMore };
        var remove = new Option<bool>("--remove") { Description = "Removes those that are damaged." };
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        command.Arguments.Add(names);
        foreach (Option option in (Option[])[remove, json, verbose]) command.Options.Add(option);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(
            call.GetValue(verbose), () => Run(call.GetValue(names) ?? [], call.GetValue(remove), call.GetValue(json), cancellationToken)));
        return command;
    }

    private static int Run(string[] names, bool remove, bool json, CancellationToken cancellationToken)
    {
        ModelStore store = ModelStore.Default;
        var verified = new List<VerifiedModel>();
        foreach (KnownModel model in names.Length > 0 ? ModelsCommand.Find(names) : ModelCatalog.All)
        {
            StoredModelState state = store.VerifyAsync(model, cancellationToken).GetAwaiter().GetResult();
            if (state == StoredModelState.Absent && names.Length == 0) continue;
            verified.Add(new VerifiedModel(model.Name, state, state == StoredModelState.Damaged && remove && store.Remove(model)));
        }

        if (json) VerifiedModel.WriteJson(verified);
        else if (verified.Count == 0) Console.WriteLine($"no model of the catalogue is in {store.Folder}");
        else VerifiedModel.WriteText(Console.Out, verified);
        return verified.Exists(static v => v.State == StoredModelState.Damaged) ? ExitCode.ModelNotLoaded : ExitCode.Done;
    }
}
