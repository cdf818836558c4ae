using System.Text.Json;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>
/// Everything needed to feed a model and to read what it says: its task, its input's pre-processing, its outputs'
/// decoder, its labels and thresholds.
/// </summary>
/// <remarks>
/// Written as JSON beside the model (<c>yolo.manifest.json</c> for <c>yolo.onnx</c>), in the model's own metadata under
/// <c>edgeinfer.manifest</c>, or in code. Schema: <c>models/manifest.schema.json</c>. Immutable and thread-safe.
/// </remarks>
public sealed record ModelManifest
{
    // One list for all: records are compared by reference here.
    private static readonly IReadOnlyList<float> YoloV5Anchors = [10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326];

    /// <summary>Short name of the model; null for the file's name.</summary>
    public string? Name { get; init; }

    /// <summary>What the model does. Required.</summary>
    public ModelTask Task { get; init; }

    /// <summary>For detectors: layout of the outputs. Required there.</summary>
    public DecoderFamily Decoder { get; init; }

    /// <summary>How a picture becomes the input tensor.</summary>
    public ImageInputSpec Input { get; init; } = new();

    /// <summary>Names of the outputs, where they are not the usual ones.</summary>
    public DetectionOutputs Outputs { get; init; } = new();

    /// <summary>Class names, one a class in the model's order. Empty names classes by their number.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>In place of <see cref="Labels"/>: a text file with one name a line, relative to the manifest.</summary>
    public string? LabelsFile { get; init; }

    /// <summary>In place of <see cref="Labels"/>: a list the library knows (<c>coco-80</c>, <c>imagenet-1k</c>, <c>voc-21</c>, <c>ppocr-en</c>).</summary>
    public string? LabelSet { get; init; }

    /// <summary>
    /// For classifiers and recognisers of text: true where the outputs are logits, false where they are probabilities; default null: told by whether
    /// the graph ends in a softmax or sigmoid.
    /// </summary>
    public bool? Softmax { get; init; }

    /// <summary>
    /// For classifiers: true where each class is a question of its own, and several may be true of one picture; default
    /// null: true where the graph ends in a sigmoid.
    /// </summary>
    public bool? MultiLabel { get; init; }

    /// <summary>For detectors and multi-label classifiers: lowest score reported, 0 … 1; default 0.25.</summary>
    public float Confidence { get; init; } = 0.25f;

    /// <summary>For detectors: overlap (IoU) above which the lower-scored of two boxes goes, 0 … 1; default 0.45.</summary>
    public float Iou { get; init; } = 0.45f;

    /// <summary>For detectors: whether boxes of different classes suppress each other; default not.</summary>
    public bool ClassAgnosticNms { get; init; }

    /// <summary>
    /// For <see cref="DecoderFamily.YoloV5Heads"/>: width and height in input pixels of three anchors each for strides 8, 16 and 32, 18
    /// numbers; default YOLOv5's for COCO.
    /// </summary>
    public IReadOnlyList<float> Anchors { get; init; } = YoloV5Anchors;

    /// <summary>
    /// For masks and one-channel maps: the value above which a pixel belongs to the object, 0 … 1; default 0.5. After the sigmoid,
    /// where one is due.
    /// </summary>
    public float MaskThreshold { get; init; } = 0.5f;

    /// <summary>For one-channel maps (foreground, alpha): true where the outputs are logits and a sigmoid is due.</summary>
    public bool Sigmoid { get; init; }

    /// <summary>
    /// For pose models: the joints' names in the model's order, which also tell how many there are. Empty where the outputs tell;
    /// 17 joints are then COCO's.
    /// </summary>
    public IReadOnlyList<string> Keypoints { get; init; } = [];

    /// <summary>
    /// For models that give a picture: which of their values are black and white, two different numbers. Empty where the outputs are in
    /// the input's own scale: the input's normalisation is then undone. Alpha without it is 0 … 1.
    /// </summary>
    public IReadOnlyList<float> OutputRange { get; init; } = [];

    /// <summary>For embedders: whether vectors are brought to length 1 (L2); default not. Vectors of faces always are.</summary>
    public bool Normalize { get; init; }

    /// <summary>For embedders: the cosine from which on two vectors are usually taken for the same person or thing, −1 … 1; null where that is not known.</summary>
    public float? Similarity { get; init; }

    /// <summary>For face landmarks: what the coordinates mean; default 0 … 1 over the crop.</summary>
    public LandmarkRange LandmarkRange { get; init; }

    /// <summary>For face landmarks: side of the square crop ÷ longer side of the face's box, over 0 and up to 10; default 1.</summary>
    public float CropScale { get; init; } = 1;

    /// <summary>The model's licence as an SPDX expression, or null.</summary>
    public string? License { get; init; }

    /// <summary>Where the model comes from, or null.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 of the model file in hexadecimal; checked where given and the file is at hand, so that a manifest is not read for another model.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The file it was read from, for messages; null where it was made in code.</summary>
    internal string? ReadFrom { get; init; }

    /// <summary>Reads a manifest file; a labels file is looked for relative to it.</summary>
    /// <exception cref="ManifestException">Missing, not JSON, an unknown property, or a value out of range.</exception>
    public static ModelManifest Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ManifestReader.ReadFile(path);
    }

    /// <summary>The manifest as indented JSON that <see cref="Load"/> reads back; what equals the default is left out.</summary>
    public string ToJson() => JsonSerializer.Serialize(ManifestDocument.From(this), ManifestJson.Default.ManifestDocument);

    /// <summary>Reads a manifest from JSON text, without a labels file.</summary>
    /// <exception cref="ManifestException">Not JSON, an unknown property, or a value out of range.</exception>
    public static ModelManifest Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ManifestReader.Parse(json, "the manifest", folder: null);
    }

    /// <summary>
    /// What is known about a loaded model without being told: beside its file, in its metadata, in the catalogue of
    /// known models, by its signature. A model loaded from memory is not looked for in the catalogue: its bytes are gone.
    /// </summary>
    /// <returns>The manifest and where it was found, or null where nothing is known.</returns>
    /// <exception cref="ManifestException">A manifest was found but is not valid.</exception>
    public static ResolvedManifest? Find(ModelSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ManifestResolver.TryResolve(new ModelSource(session));
    }
}
