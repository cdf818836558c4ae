using System.Globalization;
using EdgeInfer.Models;

namespace EdgeInfer.Cli.Inputs;

/// <summary>What a model's option stands for: a file, else a model of the catalogue that was pulled, else one that is built in.</summary>
internal static class NamedModel
{
    /// <summary>For what loads files.</summary>
    /// <exception cref="ModelLoadException">It is the name of a model that is not here.</exception>
    public static string Path(string text)
    {
        if (IsFile(text)) return text;
        if (BuiltIn(text) is { } own) throw new ModelLoadException($"{text}: this model is built into the tool, for 'detect' and 'ocr', and is no file; give a file, or a name from 'edgeinfer models list'.", own.Name);
        return Known(text);
    }

    /// <summary>For what loads models wherever they lie.</summary>
    /// <exception cref="ModelLoadException">It is the name of a model that is not here.</exception>
    public static ModelFile File(string text) => !IsFile(text) && BuiltIn(text) is { } own ? own.File : ModelFile.FromFile(Path(text));

    public static EmbeddedModel? BuiltIn(string name) => DefaultModels.All.FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public static string SizeOf(long bytes) => bytes < 100_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    private static bool IsFile(string text) => System.IO.File.Exists(text) || Directory.Exists(text);

    private static string Known(string text)
    {
        if (ModelCatalog.Find(text) is not { } model)
        {
            IReadOnlyList<KnownModel> near = text.AsSpan().ContainsAny('/', '\\') ? [] : ModelCatalog.Suggest(System.IO.Path.GetFileNameWithoutExtension(text));
            if (near.Count == 0) return text;
            throw new ModelLoadException($"{text}: no such model file, and no model of that name in the catalogue; check the path, or did you mean {string.Join(" or ", near)}? See 'edgeinfer models list'.", text);
        }

        return ModelStore.Default.VerifyAsync(model).GetAwaiter().GetResult() switch
        {
            StoredModelState.Intact => ModelStore.Default.Find(model)!,
            StoredModelState.Absent => throw new ModelLoadException(
                $"{model}: no such file, and this model of the catalogue is not here yet; 'edgeinfer models pull {model}' downloads it ({SizeOf(model.SizeBytes)}, {model.License}).", model.Name),
            _ => throw new ModelLoadException($"{model}: its file in {ModelStore.Default.Folder} is damaged; 'edgeinfer models pull {model}' downloads it again.", model.Name),
        };
    }
}
