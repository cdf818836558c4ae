using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Keeps a model off the CPU that another provider was chosen for, and says what stood in the way.</summary>
internal static class CpuFallback
{
    public const string ConfigKey = "session.disable_cpu_ep_fallback";

    public static void Forbid(SessionOptions options) => options.AddSessionConfigEntry(ConfigKey, "1");

    /// <summary>Whether a session was refused because nodes would have been left to the CPU.</summary>
    public static bool IsCauseOf(OnnxRuntimeException error) => error.Message.Contains("fallback to CPU EP has been explicitly disabled", StringComparison.Ordinal);

    /// <summary>Which operators the provider does not take, found out by a session that may leave them to the CPU.</summary>
    /// <param name="provider">What was to run the whole model.</param>
    /// <param name="create">Creates such a session on it, recording.</param>
    public static string Explain(ExecutionProvider provider, Func<InferenceSession> create)
    {
        try
        {
            using InferenceSession session = create();
            var left = new Dictionary<string, int>();
            foreach (AssignedSubgraph subgraph in GraphAssignment.Read(session))
            {
                if (subgraph.Provider == provider.OrtName) continue;
                foreach (AssignedNode node in subgraph.Nodes)
                {
                    string name = node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";
                    left[name] = left.GetValueOrDefault(name) + 1;
                }
            }

            string operators = string.Join(", ", left.OrderByDescending(static o => o.Value).ThenBy(static o => o.Key, StringComparer.Ordinal).Select(static o => $"{o.Key} × {o.Value}"));
            return $"it does not take the whole model and would leave {operators} to the CPU; allow that (ModelSessionOptions.AllowCpuFallback), or export the model without these operators";
        }
        catch (Exception e) when (e is OnnxRuntimeException or EdgeInferException)
        {
            // A runtime before 1.24 does not say which.
            return "it does not take the whole model and would leave some operators to the CPU; allow that (ModelSessionOptions.AllowCpuFallback)";
        }
    }
}
