using System.Text.Json;
using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>
/// Finds a model's manifest: given by the caller, beside the file, in the model's metadata, in the catalogue of known
/// models, by its signature; in this order.
/// </summary>
internal static class ManifestResolver
{
    private const string MetadataKey = "edgeinfer.manifest";

    /// <exception cref="ManifestException">A manifest that was found is not valid, or none fits; then it carries a skeleton.</exception>
    public static ResolvedManifest Resolve(ModelSource model, ModelManifest? given = null, ModelTask wanted = ModelTask.Unknown) =>
        TryResolve(model, given, wanted) ?? throw Missing(model.Session, wanted);

    /// <returns>The manifest, or null where nothing is known about the model.</returns>
    /// <exception cref="ManifestException">A manifest that was found is not valid.</exception>
    public static ResolvedManifest? TryResolve(ModelSource model, ModelManifest? given = null, ModelTask wanted = ModelTask.Unknown)
    {
        ResolvedManifest? found = Find(model, given, wanted);
        if (found?.Manifest.Sha256 is { } expected && model.Sha256 is { } actual && !expected.Equals(actual, StringComparison.OrdinalIgnoreCase))
        {
            throw new ManifestException(
                $"{found.Origin}: the manifest is for a model with sha256 {expected}, but {model.Session.Name} has {actual}; use the model it was written for, or correct the manifest.", found.Origin);
        }

        return found;
    }

    private static ResolvedManifest? Find(ModelSource model, ModelManifest? given, ModelTask wanted)
    {
        if (given is not null)
        {
            string origin = given.ReadFrom ?? "the manifest given by the caller";
            ModelManifest manifest = ManifestReader.WithLabels(given, origin, Environment.CurrentDirectory);
            ManifestRules.Check(manifest, origin);
            return new(manifest, origin);
        }

        if (FileBeside(model.Path) is { } path) return new(ManifestReader.ReadFile(path), path);

        IReadOnlyDictionary<string, string> properties = model.Session.Metadata.Properties;
        if (properties.TryGetValue(MetadataKey, out string? json))
        {
            string origin = $"the metadata of {model.Session.Name}";
            return new(ManifestReader.Parse(json, origin, folder: null), origin);
        }

        if (UltralyticsMetadata.TryRead(model.Session) is { } ultralytics)
            return new(ultralytics, $"Ultralytics' metadata in {model.Session.Name}");

        if (ModelCatalog.Find(model) is { } entry)
            return new(entry.Manifest, entry.Origin);

        if (PaddleOcrFamily.TryRecognise(model.Session, wanted) is { } text)
            return new(text, $"the model's signature (recognised as PP-OCR, {JsonNamingPolicy.CamelCase.ConvertName(text.Task.ToString())})");

        return ModelFamily.TryRecognise(model.Session) is { } recognised
            ? new(recognised, $"the model's signature (recognised as {recognised.Decoder})")
            : null;
    }

    private static string? FileBeside(string? modelPath)
    {
        if (modelPath is null) return null;
        string byName = System.IO.Path.ChangeExtension(modelPath, ".manifest.json");
        if (File.Exists(byName)) return byName;
        string byFullName = modelPath + ".manifest.json";
        return File.Exists(byFullName) ? byFullName : null;
    }

    private static ManifestException Missing(ModelSession session, ModelTask wanted)
    {
        string beside = System.IO.Path.ChangeExtension(session.Name, ".manifest.json");
        string signature = $"inputs {string.Join("; ", session.Inputs)}, outputs {string.Join("; ", session.Outputs)}";
        return new ManifestException(
            $"{session.Path ?? session.Name}: nothing says how to feed and read this model ({signature}); write {beside} beside it or pass --manifest.", session.Path)
        {
            Skeleton = Skeleton(session, wanted).ToJson(),
        };
    }

    /// <summary>What can be told from the signature, with the usual values for the rest.</summary>
    private static ModelManifest Skeleton(ModelSession session, ModelTask wanted)
    {
        bool classifier = session.Outputs is [{ Dimensions.Count: 2 }], map = session.Outputs is [{ Dimensions.Count: 4 }];
        ModelTask task = wanted != ModelTask.Unknown ? wanted : classifier ? ModelTask.Classify : map ? ModelTask.Segment : ModelTask.Detect;
        bool findsBoxes = task is ModelTask.Detect or ModelTask.SegmentInstances or ModelTask.Pose;
        ImageShape? shape = session.Inputs.Count > 0 ? ImageShape.TryRead(session.Inputs[0]) : null;
        return new ModelManifest
        {
            Name = System.IO.Path.GetFileNameWithoutExtension(session.Name),
            Task = task,
            Decoder = findsBoxes ? DecoderFamily.Ultralytics : DecoderFamily.Unknown,
            Input = new ImageInputSpec
            {
                Name = session.Inputs.Count > 0 ? session.Inputs[0].Name : null,
                Layout = shape?.Layout ?? TensorLayout.Nchw,
                Color = shape?.Channels == 1 ? ColorOrder.Gray : ColorOrder.Rgb,
                Width = shape?.Width ?? 640,
                Height = shape?.Height ?? 640,
                Resize = findsBoxes ? ResizeMode.Letterbox : ResizeMode.Stretch,
                Scale = 1 / 255f,
            },
            Labels = findsBoxes || task is ModelTask.Classify or ModelTask.Segment ? ["first class", "second class"] : [],
        };
    }
}
