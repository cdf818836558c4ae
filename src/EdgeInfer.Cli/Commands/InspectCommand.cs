using System.CommandLine;
using System.Globalization;
using EdgeInfer.Cli.Inputs;
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
        Option<bool> strict = VisionCommandOptions.StrictOption();
        var nodes = new Option<bool>("--nodes") { Description = "Lists every node with what runs it." };
        var dimensions = new Option<string[]>("--dim") { Description = "A size to count compute with where the model leaves it free, such as height=320; default 1.", HelpName = "NAME=SIZE" };
        Option<bool> json = VisionCommandOptions.JsonOption(), verbose = VisionCommandOptions.VerboseOption();
        command.Arguments.Add(model);
        foreach (Option option in (Option[])[provider, settings, policy, strict, nodes, dimensions, json, verbose]) command.Options.Add(option);
        command.SetAction((call, _) => ErrorReport.Guard(call.GetValue(verbose), () =>
        {
            ModelSessionOptions options = VisionCommandOptions.ReadSession(call, provider, settings, policy) with
            {
                AllowCpuFallback = !call.GetValue(strict),
                RecordPlacement = ModelPlacement.IsSupported,
                PlacementDimensions = ReadDimensions(call.GetValue(dimensions) ?? []),
            };
            return Run(NamedModel.Path(call.GetValue(model)!), options, call.GetValue(nodes), call.GetValue(json), call.GetValue(verbose));
        }));
        return command;
    }

    /// <exception cref="WrongCallException">Not a name and a size, or the same name twice.</exception>
    private static Dictionary<string, long> ReadDimensions(string[] texts)
    {
        var dimensions = new Dictionary<string, long>();
        foreach (string text in texts)
        {
            int equals = text.LastIndexOf('=');
            if (equals < 1 || !long.TryParse(text.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long size) || size < 1)
                throw new WrongCallException($"--dim {text}: expected NAME=SIZE with a size of at least 1, such as height=320.");
            if (!dimensions.TryAdd(text[..equals], size)) throw new WrongCallException($"--dim {text}: '{text[..equals]}' is given twice.");
        }

        return dimensions;
    }

    private static int Run(string path, ModelSessionOptions options, bool nodes, bool json, bool verbose)
    {
        // The structure first: it can be shown, and checked, without a runtime.
        OnnxModelInfo info = OnnxModelInfo.Read(path);
        using ModelSession session = ModelSession.Load(path, options);
        ResolvedManifest? manifest = ModelManifest.Find(session);
        if (json) InspectJson.Write(Console.OpenStandardOutput(), session, info, manifest, nodes);
        else InspectText.Write(Console.Out, session, info, manifest, nodes, verbose ? options.Policy : null);
        return ExitCode.Done;
    }
}
