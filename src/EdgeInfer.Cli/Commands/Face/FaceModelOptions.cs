using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary>The models that commands about faces load, and the detector's thresholds.</summary>
internal sealed class FaceModelOptions
{
    private readonly VisionCommandOptions _vision;
    private readonly Option<string?> _landmarks = new("--landmarks") { Description = "Face landmark model (ONNX), such as PFLD with 98 points; default: the detector's own five landmarks.", HelpName = "FILE" };
    private readonly Option<string?> _embedder = new("--embedder") { HelpName = "FILE" };
    private readonly Option<float?> _confidence = NumberOption.Fraction("--conf", "Lowest score of a face, 0 to 1; default: the detector's own.");
    private readonly Option<float?> _iou = NumberOption.Fraction("--iou", "Overlap above which the weaker of two boxes goes, 0 to 1; default: the detector's own.");

    /// <param name="command">Gets the options.</param>
    /// <param name="recognises">Whether it needs to tell people apart.</param>
    public FaceModelOptions(Command command, bool recognises)
    {
        _vision = new VisionCommandOptions("Face detection model (ONNX): YuNet, SCRFD, RetinaFace, UltraFace; required.", command);
        _vision.Model.Required = true;
        _embedder.Required = recognises;
        _embedder.Description = "Face recognition model (ONNX), such as ArcFace or MobileFaceNet" + (recognises ? "; required." : "; adds each face's embedding.");
        foreach (Option option in (Option[])[_landmarks, _embedder, _confidence, _iou]) command.Options.Add(option);
        foreach (Option<string?> file in (Option<string?>[])[_landmarks, _embedder]) file.Validators.Add(VisionCommandOptions.RequireName);
    }

    public VisionCommandOptions Vision => _vision;

    /// <summary>Loads what the call names.</summary>
    /// <param name="call">The parsed command line.</param>
    /// <param name="threshold">From which similarity on two faces are the same person's; null for the model's own.</param>
    public FaceAnalyzer Load(ParseResult call, float? threshold = null)
    {
        ModelSessionOptions session = _vision.ReadSession(call);
        var options = new FaceAnalyzerOptions
        {
            Detector = new() { Session = session, Manifest = _vision.ReadManifest(call), Confidence = call.GetValue(_confidence), Iou = call.GetValue(_iou) },
            Landmarker = new() { Session = session },
            Embedder = new() { Session = session, Threshold = threshold },
        };
        return FaceAnalyzer.Load(_vision.ReadModel(call), Read(_landmarks), Read(_embedder), options);

        string? Read(Option<string?> option) => call.GetValue(option) is { } model ? NamedModel.Path(model) : null;
    }
}
