using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Output;

/// <summary>What a task runs: one model, or several that work together, in the order in which they see a picture.</summary>
internal sealed class RunningModels(params IReadOnlyList<(ModelSession Session, ResolvedManifest Manifest)> models)
{
    public IReadOnlyList<(ModelSession Session, ResolvedManifest Manifest)> All => models;

    /// <summary><c>det.onnx + rec.onnx</c>.</summary>
    public string Names => string.Join(" + ", models.Select(static m => m.Session.Name));

    /// <summary>Each provider once: <c>cpu</c>.</summary>
    public string Providers => string.Join(" + ", models.Select(static m => m.Session.Provider.Name).Distinct());
}
