using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Keeps a model off the CPU that another provider was chosen for, and says what stood in the way.</summary>
internal static class CpuFallback
{
    public const string ConfigKey = "session.disable_cpu_ep_fallback";

    private const string Remedy = "allow that (ModelSessionOptions.AllowCpuFallback; on the command line without --strict)";

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
            InferenceSession session = create();
            try
            {
                IEnumerable<PlacedNode> left = GraphAssignment.Read(session)
                    .Where(s => s.Provider != provider.OrtName)
                    .SelectMany(static s => s.Nodes.Select(n => new PlacedNode(n.Name, n.OpType, n.Domain, s.Provider, null)));
                return $"it does not take the whole model and would leave {PlacementBuilder.List(left)} to the CPU; {Remedy}, or export the model without these operators";
            }
            finally
            {
                Dispose(session, provider);
            }
        }
        catch (Exception e) when (e is OnnxRuntimeException or EdgeInferException)
        {
            // A runtime before 1.24 does not say which.
            return $"it does not take the whole model and would leave some operators to the CPU; {Remedy}";
        }
    }

    /// <summary>Some providers stand this no more than they stand two inferences at once.</summary>
    private static void Dispose(InferenceSession session, ExecutionProvider provider)
    {
        using var gate = new RunGate(provider.Concurrency);
        gate.Enter(CancellationToken.None);
        try
        {
            session.Dispose();
        }
        finally
        {
            gate.Exit();
        }
    }
}
