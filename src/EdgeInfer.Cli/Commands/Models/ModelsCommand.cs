using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Models;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer models</c>: models that can be named in place of a file.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Lists models that can be named in place of a file, downloads them, and checks those that are here.")
    {
        ModelsListCommand.Create(),
        ModelsPullCommand.Create(),
        ModelsVerifyCommand.Create(),
    };

    /// <exception cref="WrongCallException">The catalogue lacks one, or one is built in.</exception>
    public static IReadOnlyList<KnownModel> Find(IReadOnlyList<string> names) => [.. names.Select(Find).Distinct()];

    private static KnownModel Find(string name)
    {
        if (ModelCatalog.Find(name) is { } model) return model;
        if (NamedModel.BuiltIn(name) is not null) throw new WrongCallException($"{name}: this model is built into the tool, there is nothing to download or check; leave it out.");
        string near = ModelCatalog.Suggest(name) is { Count: > 0 } suggestions ? $"did you mean {string.Join(" or ", suggestions)}?" : "see 'edgeinfer models list'.";
        throw new WrongCallException($"{name}: no model of that name in the catalogue; {near}");
    }
}
