using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>One way to run a model: a provider, and what differs from the library's defaults.</summary>
/// <param name="Provider">The provider's short name.</param>
/// <param name="Threads">Threads that share an operator's work; null for the default.</param>
/// <param name="Spinning">Whether they keep the processor busy while they wait; null for the default.</param>
/// <param name="Optimization">How far the graph is rewritten; null for the default.</param>
public sealed record TrialSettings(string Provider, int? Threads = null, bool? Spinning = null, GraphOptimization? Optimization = null)
{
    internal const string SpinningKey = "session.intra_op.allow_spinning";

    /// <summary>True where nothing but the provider is chosen.</summary>
    internal bool IsPlain => Threads is null && Spinning is null && Optimization is null;

    /// <summary>As people read it: <c>cpu, 2 threads, no spinning</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Provider);
        if (IsPlain) return text.Append(", defaults").ToString();
        if (Threads is { } threads) text.Append(threads == 1 ? ", 1 thread" : $", {threads} threads");
        if (Spinning is { } spinning) text.Append(spinning ? ", spinning" : ", no spinning");
        if (Optimization is { } level) text.Append(level == GraphOptimization.All ? ", all optimisations" : level == GraphOptimization.Extended ? ", extended optimisation" : ", basic optimisation");
        return text.ToString();
    }

    /// <summary>The same options with these settings in the place of the defaults.</summary>
    internal ModelSessionOptions ApplyTo(ModelSessionOptions options)
    {
        IReadOnlyDictionary<string, string> entries = options.ConfigEntries;
        if (Spinning is { } spinning) entries = new Dictionary<string, string>(entries) { [SpinningKey] = spinning ? "1" : "0" };
        return options with { Threads = Threads ?? options.Threads, ConfigEntries = entries, GraphOptimization = Optimization ?? options.GraphOptimization };
    }

    internal static GraphOptimizationLevel LevelOf(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
    };
}
