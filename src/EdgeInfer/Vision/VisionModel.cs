using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>What every task is built on: a loaded session, its manifest, and the preprocessor they make.</summary>
internal sealed class VisionModel : IDisposable
{
    private VisionModel(ModelSource source, ModelTask task, VisionTaskOptions options)
    {
        Session = source.Session;
        Resolved = ManifestResolver.Resolve(source, options.Manifest);
        if (Manifest.Task != task)
        {
            throw new ModelMismatchException(
                $"{Session.Name} is a model for '{Name(Manifest.Task)}' according to {Resolved.Origin}; it was loaded for '{Name(task)}'; {Remedy(Manifest.Task)}.", Session.Name);
        }

        KernelParallelism parallelism = KernelParallelism.Configured;
        if (options.Session.Threads is { } threads && threads < parallelism.MaxDegree) parallelism = new KernelParallelism(threads);
        Preprocessor = new ImagePreprocessor(Session, Resolved, parallelism);

        static string Name(ModelTask task) => task.ToString().ToLowerInvariant();

        static string Remedy(ModelTask task) => task == ModelTask.Classify
            ? "use ImageClassifier, on the command line 'edgeinfer classify'"
            : "use ObjectDetector, on the command line 'edgeinfer detect'";
    }

    public ModelSession Session { get; }

    public ResolvedManifest Resolved { get; }

    public ModelManifest Manifest => Resolved.Manifest;

    public ImagePreprocessor Preprocessor { get; }

    public static VisionModel Load(string path, ModelTask task, VisionTaskOptions options) =>
        Wrap(new ModelSource(ModelSession.Load(path, options.Session)), task, options);

    public static VisionModel Load(byte[] model, string name, ModelTask task, VisionTaskOptions options) =>
        Wrap(new ModelSource(ModelSession.Load(model, name, options.Session), model), task, options);

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

    private static VisionModel Wrap(ModelSource source, ModelTask task, VisionTaskOptions options)
    {
        try
        {
            return new VisionModel(source, task, options);
        }
        catch
        {
            source.Session.Dispose();
            throw;
        }
    }
}
