using System.CommandLine;
using EdgeInfer.Cli.Output;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer inspect</c>: what a model is, takes and gives, and what would run it here.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var command = new Command("inspect", "Shows a model's inputs, outputs, operators and manifest, and what would run it here.");
        var model = new Argument<string>("MODEL") { Description = "An ONNX file." };
        Option<string> provider = VisionCommandOptions.ProviderOption();
        Option<string[]> settings = VisionCommandOptions.ProviderSettingsOption();
        Option<string> policy = VisionCommandOptions.PolicyOption();
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        command.Arguments.Add(model);
        foreach (Option option in (Option[])[provider, settings, policy, json, verbose]) command.Options.Add(option);
        command.SetAction((call, _) => ErrorReport.Guard(
            call.GetValue(verbose), () => Run(
                call.GetValue(model)!, VisionCommandOptions.ReadSession(call, provider, settings, policy), call.GetValue(json), call.GetValue(verbose))));
        return command;
    }

    private static int Run(string path, ModelSessionOptions options, bool json, bool verbose)
    {
        // The structure first: it can be shown, and checked, without a runtime.
        OnnxModelInfo info = OnnxModelInfo.Read(path);
        using ModelSession session = ModelSession.Load(path, options);
        ResolvedManifest? manifest = ModelManifest.Find(session);
        if (json) InspectJson.Write(Console.OpenStandardOutput(), session, info, manifest);
        else InspectText.Write(Console.Out, session, info, manifest, verbose ? options.Policy : null);
        return ExitCode.Done;
    }
}
