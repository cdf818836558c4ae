using EdgeInfer.Models;

namespace EdgeInfer.Cli.Output;

/// <summary>A model as lists show it.</summary>
/// <param name="Name">What to call it in place of a file.</param>
/// <param name="Task">What it does.</param>
/// <param name="License">SPDX expression; null where it is not known.</param>
/// <param name="SizeBytes">Size of its file.</param>
/// <param name="State"><c>built_in</c>, <c>cached</c> or <c>absent</c>.</param>
internal sealed record ListedModel(string Name, ModelTask Task, string? License, long SizeBytes, string State)
{
    /// <summary>Its file; null where it is not here, or no file.</summary>
    public string? Path { get; init; }

    /// <summary>Null for what is built in.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where it is published; null for what is built in.</summary>
    public Uri? Page { get; init; }

    /// <summary>What people read.</summary>
    public string Place => State switch { "built_in" => "built in", "cached" => "here", _ => "not here" };

    public static ListedModel Of(EmbeddedModel model) => new(model.Name, model.Manifest.Task, model.Manifest.License, model.SizeBytes, "built_in");

    public static ListedModel Of(KnownModel model)
    {
        string? path = ModelStore.Default.Find(model);
        return new ListedModel(model.Name, model.Task, model.License, model.SizeBytes, path is null ? "absent" : "cached") { Path = path, Sha256 = model.Sha256, Page = model.Page };
    }
}
