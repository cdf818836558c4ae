using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>What every task is built on: a loaded session, its manifest, and the preprocessor they make.</summary>
internal sealed partial class VisionModel : IDisposable
{
    private readonly ModelFacts? _facts;

    private VisionModel(ModelSource source, ReadOnlySpan<ModelTask> tasks, VisionTaskOptions options, ModelManifest? manifest)
    {
        Session = source.Session;
        Resolved = ManifestResolver.Resolve(source, manifest, tasks[0]);
        if (!tasks.Contains(Manifest.Task))
        {
            throw new ModelMismatchException(
                $"{Session.Name} is a model for '{TaskNames.Of(Manifest.Task)}' according to {Resolved.Origin}; it was loaded for '{TaskNames.Of(tasks[0])}'; use {TaskNames.ClassFor(Manifest.Task)}.", Session.Name);
        }

        if (Manifest.Task is ModelTask.Classify or ModelTask.TextRecognize) _facts = source.ReadFacts();
        if (tasks.Contains(ModelTask.Embed)) Sha256 = source.ContentSha256();
        KernelParallelism parallelism = KernelParallelism.Configured;
        if (options.Session.Threads is { } threads && threads < parallelism.MaxDegree) parallelism = new KernelParallelism(threads);
        Preprocessor = new ImagePreprocessor(Session, Resolved, parallelism);
    }

    public ModelSession Session { get; }

    public ResolvedManifest Resolved { get; }

    public ModelManifest Manifest => Resolved.Manifest;

    public ImagePreprocessor Preprocessor { get; }

    /// <summary>For models that give scores of classes: the operator that the first output comes from, which tells logits from probabilities; null where that is not known.</summary>
    public string? LastOperator => _facts is not null && _facts.OutputOperators.TryGetValue(Session.Outputs[0].Name, out string? found) ? found : null;

    /// <summary>For embedders, whose vectors must not be mixed with other models': what tells the model from others; null for other tasks.</summary>
    public string? Sha256 { get; }

    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">How.</param>
    /// <param name="tasks">What the model may be for; the first is what it is loaded for.</param>
    public static VisionModel Load(string path, VisionTaskOptions options, params ReadOnlySpan<ModelTask> tasks) =>
        Wrap(new ModelSource(ModelSession.Load(path, options.Session)), tasks, options, options.Manifest);

    /// <inheritdoc cref="Load(string, VisionTaskOptions, ReadOnlySpan{ModelTask})"/>
    public static VisionModel Load(byte[] model, string name, VisionTaskOptions options, params ReadOnlySpan<ModelTask> tasks) =>
        Wrap(new ModelSource(ModelSession.Load(model, name, options.Session), model), tasks, options, options.Manifest);

    /// <inheritdoc cref="Load(string, VisionTaskOptions, ReadOnlySpan{ModelTask})"/>
    public static VisionModel Load(ModelFile model, VisionTaskOptions options, params ReadOnlySpan<ModelTask> tasks)
    {
        ModelContent content = model.ToContent();
        ModelManifest? manifest = options.Manifest ?? (model.Manifest is null ? null : model.Manifest with { ReadFrom = model.Manifest.ReadFrom ?? $"the manifest that comes with {model.Name}" });
        return Wrap(new ModelSource(ModelSession.Load(content, options.Session), content), tasks, options, manifest);
    }

    /// <summary>Runs the model. Kernels of other callers leave it its processors meanwhile.</summary>
    public void Run(IoBinding io, CancellationToken cancellationToken)
    {
        int threads = Session.BusyThreads;
        ProcessorShare.Occupy(threads);
        try
        {
            io.Run(cancellationToken);
        }
        finally
        {
            ProcessorShare.Vacate(threads);
        }
    }

    /// <summary>The name of a class, or its number where the manifest has no labels.</summary>
    public string Label(int classId) => (uint)classId < (uint)_labels.Length ? _labels[classId] : $"class {classId}";

    /// <summary>Checks the label list against the number of classes the model has.</summary>
    /// <exception cref="ModelMismatchException">They differ.</exception>
    public void RequireLabels(long classes)
    {
        int given = Manifest.Labels.Count;
        if (given != 0 && given != classes)
        {
            throw new ModelMismatchException(
                $"{Resolved.Origin} gives {given} labels, but {Session.Name} has {classes} classes; correct the labels.", Session.Name);
        }

        // Made once here, so that results carry no freshly built strings.
        _labels = given > 0 ? [.. Manifest.Labels] : [.. Enumerable.Range(0, checked((int)classes)).Select(static c => $"class {c}")];
    }

    private string[] _labels = [];

    public void Dispose() => Session.Dispose();

    private static VisionModel Wrap(ModelSource source, ReadOnlySpan<ModelTask> tasks, VisionTaskOptions options, ModelManifest? manifest)
    {
        try
        {
            return new VisionModel(source, tasks, options, manifest);
        }
        catch
        {
            source.Session.Dispose();
            throw;
        }
    }
}
