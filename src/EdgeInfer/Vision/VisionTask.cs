using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>What every task of one model has in common.</summary>
/// <remarks>Thread-safe: any number of callers share one task. Dispose when no call is running.</remarks>
public abstract class VisionTask : IDisposable
{
    private protected VisionTask(VisionModel model) => Model = model;

    /// <summary>The loaded model: its provider, inputs and outputs.</summary>
    public ModelSession Session => Model.Session;

    /// <summary>How the model is fed and read, and where that was found.</summary>
    public ResolvedManifest Manifest => Model.Resolved;

    private protected VisionModel Model { get; }

    /// <summary>Unloads the model.</summary>
    public void Dispose()
    {
        Model.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Builds a task around a loaded model, which is unloaded where that fails.</summary>
    private protected static TTask Wrap<TTask>(VisionModel model, Func<VisionModel, TTask> build)
    {
        try
        {
            return build(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
