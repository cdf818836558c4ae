using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>How a session uses the processor where its options leave that open: sparingly enough for a device that does other things too.</summary>
internal static class CpuDefaults
{
    private const string Spinning = "session.intra_op.allow_spinning";
    private const string SpinDuration = "session.intra_op.spin_duration_us";
    private const string SharedArena = "session.use_env_allocators";

    // Longer than the gaps between the operators of a call, far shorter than those between a camera's pictures.
    private const string BetweenOperators = "500";

    // Older ones do not know the duration, and would spin without end.
    private static readonly Version KnowsSpinDuration = new(1, 29);

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
        Spin(native, options);
        if (options.Policy != ProviderPolicy.Efficiency)
        {
            if (CpuArena.IsShared) native.AddSessionConfigEntry(SharedArena, "1");
            return;
        }

        // The arena keeps the most it ever used, and doubles what it asks for; the pattern is a plan for one big block of it.
        native.EnableCpuMemArena = false;
        native.EnableMemoryPattern = false;
    }

    /// <remarks>
    /// Threads that wait for the next operator in a loop save a third of many a call; those that go on after the call keep whole
    /// processors busy for nothing, even while a GPU computes.
    /// </remarks>
    private static void Spin(SessionOptions native, ModelSessionOptions options)
    {
        bool isBounded = options.Policy is ProviderPolicy.Balanced or ProviderPolicy.Accuracy && Version.Parse(OnnxRuntimeLibrary.Version) >= KnowsSpinDuration;
        native.AddSessionConfigEntry(Spinning, isBounded || options.Policy == ProviderPolicy.Latency ? "1" : "0");
        if (isBounded && !options.ConfigEntries.ContainsKey(Spinning)) native.AddSessionConfigEntry(SpinDuration, BetweenOperators);
    }
}
