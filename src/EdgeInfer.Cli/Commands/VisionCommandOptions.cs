using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Commands;

/// <summary>The options every command that runs a model on pictures has.</summary>
internal sealed class VisionCommandOptions
{
    public Argument<string[]> Inputs { get; } = new("INPUT")
    {
        Description = "Pictures: files, folders, or - for one picture from standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string?> Model { get; } = FileOption("--model", "");

    public Option<string?> Manifest { get; } = FileOption("--manifest", "How to feed and read the model, as JSON; default: found beside the model, in it, or in the catalogue.");

    public Option<string> Provider { get; } = ProviderOption();

    public Option<string[]> ProviderSettings { get; } = ProviderSettingsOption();

    public Option<string> Policy { get; } = PolicyOption();

    public Option<bool> Strict { get; } = StrictOption();

    public Option<int?> Threads { get; } = NumberOption.Count("--threads", "Processor threads for one inference; default: one a fast core that may be used.");

    public Option<bool> Json { get; } = JsonOption();

    public Option<string?> Out { get; } = FileOption("--out", "Writes the annotated picture to this file, or to this folder where there are several inputs.");

    public Option<bool> Verbose { get; } = VerboseOption();

    /// <summary>For a task of one model.</summary>
    public VisionCommandOptions(string modelHelp, Command command)
        : this(command, FileOption("--model", modelHelp))
    {
    }

    /// <summary>For a task of several models, whose options are the command's own.</summary>
    public VisionCommandOptions(Command command)
        : this(command, null)
    {
    }

    private VisionCommandOptions(Command command, Option<string?>? model)
    {
        command.Arguments.Add(Inputs);
        if (model is not null)
        {
            Model = model;
            model.Aliases.Add("-m");
            command.Options.Add(model);
            command.Options.Add(Manifest);
        }

        foreach (Option option in (Option[])[Provider, ProviderSettings, Policy, Strict, Threads, Json, Out, Verbose]) command.Options.Add(option);
    }

    /// <summary>The name of a file, which cannot be empty.</summary>
    public static Option<string?> FileOption(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "FILE" };
        option.Validators.Add(RequireName);
        return option;
    }

    /// <summary>Adds an option of one command that names a file.</summary>
    public static void AddFile(Option<string?> file, Command command)
    {
        file.Validators.Add(RequireName);
        command.Options.Add(file);
    }

    /// <summary>An empty name is what a script passes whose variable is not set.</summary>
    public static void RequireName(OptionResult option)
    {
        if (option.Tokens is [{ Value: "" }]) option.AddError($"{option.Option.Name}: expected a file name, found an empty one.");
    }

    public static Option<string> ProviderOption() => new("--provider", "-p")
    {
        Description = "auto (the registry chooses), one provider (that one or an error), or several in order of preference, such as cuda,cpu. Providers: "
            + string.Join(", ", CapabilityRegistry.Current.Providers.Select(static p => p.Name)) + ".",
        HelpName = "auto|NAME",
        DefaultValueFactory = static _ => "auto",
    };

    public static Option<string[]> ProviderSettingsOption() => new("--provider-option")
    {
        Description = "One option of a provider, by ONNX Runtime's own key, such as cuda.device_id=1; may be given several times.",
        HelpName = "NAME.KEY=VALUE",
        DefaultValueFactory = static _ => [],
    };

    public static Option<string> PolicyOption() => new("--policy")
    {
        Description = "What the model is run for, which decides what auto prefers: " + string.Join(", ", Enum.GetNames<ProviderPolicy>().Select(static p => p.ToLowerInvariant())) + ".",
        HelpName = "NAME",
        DefaultValueFactory = static _ => "balanced",
    };

    public static Option<bool> StrictOption() => new("--strict") { Description = "An error where a provider other than cpu would leave operators of the model to the CPU." };

    public static Option<bool> JsonOption() => new("--json") { Description = "Results as JSON on standard output, and nothing else there." };

    public static Option<bool> VerboseOption() => new("--verbose", "-v") { Description = "Says what was chosen and why; errors come with a stack trace." };

    /// <exception cref="WrongCallException">A provider name is unknown.</exception>
    public static ProviderSelection ReadProvider(string text)
    {
        ProviderSelection selection;
        try
        {
            selection = ProviderSelection.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw new WrongCallException($"--provider {text}: {e.Message}");
        }

        foreach (string name in selection.Names)
        {
            if (CapabilityRegistry.Current.Find(name) is not null) continue;
            string known = string.Join(", ", CapabilityRegistry.Current.Providers.Select(static p => p.Name));
            throw new WrongCallException($"--provider {text}: '{name}' is not a provider; choose auto or one of {known}. 'edgeinfer doctor' says which are ready here.");
        }

        return selection;
    }

    /// <exception cref="WrongCallException">It is not a policy.</exception>
    public static ProviderPolicy ReadPolicy(string text)
    {
        foreach (ProviderPolicy policy in Enum.GetValues<ProviderPolicy>())
        {
            if (policy.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) return policy;
        }

        throw new WrongCallException($"--policy {text}: expected one of {string.Join(", ", Enum.GetNames<ProviderPolicy>().Select(static p => p.ToLowerInvariant()))}.");
    }

    /// <exception cref="WrongCallException">One is unknown, out of range, or contradicts another one or the policy.</exception>
    public static IReadOnlyList<ProviderOptions> ReadProviderSettings(string[] settings, ProviderPolicy policy)
    {
        try
        {
            IReadOnlyList<ProviderOptions> options = ProviderOptionText.Parse(settings);
            foreach (ProviderOptions one in options) one.ToKeys(policy);
            return options;
        }
        catch (ProviderOptionException e)
        {
            throw new WrongCallException($"--provider-option: {e.Message}");
        }
    }

    public ModelSessionOptions ReadSession(ParseResult call) =>
        ReadSession(call, Provider, ProviderSettings, Policy) with { Threads = call.GetValue(Threads), AllowCpuFallback = !call.GetValue(Strict) };

    public static ModelSessionOptions ReadSession(ParseResult call, Option<string> provider, Option<string[]> settings, Option<string> policyOption)
    {
        ProviderPolicy policy = ReadPolicy(call.GetValue(policyOption)!);
        return new()
        {
            Providers = ReadProvider(call.GetValue(provider)!),
            ProviderOptions = ReadProviderSettings(call.GetValue(settings)!, policy),
            Policy = policy,
        };
    }

    /// <summary>The file of a command's one model, which is required.</summary>
    /// <exception cref="ModelLoadException">It is the name of a model that is not here.</exception>
    public string ReadModel(ParseResult call) => NamedModel.Path(call.GetValue(Model)!);

    public ModelManifest? ReadManifest(ParseResult call) => call.GetValue(Manifest) is { } path ? ModelManifest.Load(path) : null;

    /// <summary>For commands whose results cannot be drawn.</summary>
    /// <exception cref="WrongCallException">--out is given.</exception>
    public void RefuseOut(ParseResult call, string command)
    {
        if (call.GetValue(Out) is not null) throw new WrongCallException($"--out: '{command}' draws nothing; leave it out.");
    }

    public PictureBatch ReadPictures(ParseResult call) =>
        new(InputList.Expand(call.GetValue(Inputs)!), call.GetValue(Out), call.GetValue(Json), call.GetValue(Verbose));
}
