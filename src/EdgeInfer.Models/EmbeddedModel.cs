using System.Text;

namespace EdgeInfer.Models;

/// <summary>A model inside this assembly.</summary>
/// <remarks>
/// Its bytes stay in the assembly's file: each <see cref="Open"/> reads them there, and loading copies them for as long as ONNX Runtime makes
/// its session. Immutable and thread-safe.
/// </remarks>
public sealed class EmbeddedModel
{
    private readonly Lazy<ModelManifest> _manifest;

    internal EmbeddedModel(string name)
    {
        Name = name;
        _manifest = new Lazy<ModelManifest>(ReadManifest);
    }

    /// <summary>Short name, such as <c>codes</c>.</summary>
    public string Name { get; }

    /// <summary>How to feed and read it.</summary>
    public ModelManifest Manifest => _manifest.Value;

    /// <summary>Size of the ONNX file.</summary>
    public long SizeBytes
    {
        get
        {
            using Stream model = Open();
            return model.Length;
        }
    }

    /// <summary>The model with its manifest, for everything that loads one: <c>ObjectDetector.Load(DefaultModels.Codes.File)</c>.</summary>
    public ModelFile File => ModelFile.FromStream(Open, $"{Name} (built in)") with { Manifest = Manifest };

    /// <summary>The bytes of the ONNX file, to be copied elsewhere or loaded by other means.</summary>
    /// <returns>A new stream with a length, that can be read from any place; to be disposed.</returns>
    public Stream Open() => OpenResource($"{Name}.onnx");

    /// <summary><see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private ModelManifest ReadManifest()
    {
        using var text = new StreamReader(OpenResource($"{Name}.manifest.json"), Encoding.UTF8);
        return ModelManifest.Parse(text.ReadToEnd());
    }

    private Stream OpenResource(string resource) => typeof(EmbeddedModel).Assembly.GetManifestResourceStream(resource)
        ?? throw new ModelLoadException($"{Name}: this build of EdgeInfer.Models was made without {resource}; use the published package, or give a model of your own.", Name);
}
