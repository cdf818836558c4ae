using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>How a session uses the processor where its options leave that open: sparingly enough for a device that does other things too.</summary>
internal static class CpuDefaults
{
    private const string Spinning = "session.intra_op.allow_spinning";
    private const string SharedArena = "session.use_env_allocators";

    /// <summary>Threads that share one operator's work.</summary>
    /// <remarks>
    /// ONNX Runtime's own default counts the machine's cores, whatever a container may use of them, slow ones included; the
    /// slowest thread of an operator is then waited for. It also binds each thread to a core, where others may be at work.
    /// </remarks>
    public static int Threads(ModelSessionOptions options, ProcessorInfo processor) => options.Threads ?? processor.UsableCores;

    /// <summary>Sets what <see cref="ModelSessionOptions.ConfigEntries"/> may then override.</summary>
    public static void Apply(SessionOptions native, ModelSessionOptions options, ProcessorInfo processor)
    {
        native.IntraOpNumThreads = Threads(options, processor);
        // Threads that wait for the next operator in a loop gain microseconds and use whole processors, even while a GPU computes.
        native.AddSessionConfigEntry(Spinning, options.Policy == ProviderPolicy.Latency ? "1" : "0");
        if (options.Policy != ProviderPolicy.Efficiency)
        {
            if (CpuArena.IsShared) native.AddSessionConfigEntry(SharedArena, "1");
            return;
        }

        // The arena keeps the most it ever used, and doubles what it asks for; the pattern is a plan for one big block of it.
        native.EnableCpuMemArena = false;
        native.EnableMemoryPattern = false;
    }
}
