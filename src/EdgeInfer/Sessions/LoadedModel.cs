using System.Diagnostics;
using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>
/// The model on one provider: what a <see cref="ModelSession"/> runs now, ran until that provider failed, or may run next.
/// </summary>
/// <remarks>Thread-safe. Counts its users and frees ONNX Runtime's session when the last one has left.</remarks>
internal sealed class LoadedModel
{
    private int _users = 1;

    public LoadedModel(InferenceSession inner, ProviderChoice choice, int rank)
    {
        Inner = inner;
        Choice = choice;
        Rank = rank;
        Gate = new RunGate(choice.Provider.Concurrency);
    }

    public InferenceSession Inner { get; }

    /// <summary>Why it runs here; written before others see this object.</summary>
    public ProviderChoice Choice { get; set; }

    /// <summary>The provider's place among the session's candidates, 0 for the first choice.</summary>
    public int Rank { get; }

    /// <summary>Which provider runs which node; null where it was not recorded.</summary>
    public ModelPlacement? Placement { get; init; }

    /// <summary>Threads of ONNX Runtime that share an operator's work on the CPU.</summary>
    public int CpuThreads { get; init; }

    public RunGate Gate { get; }

    /// <returns>False where it has been freed already.</returns>
    public bool TryEnter()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users) return true;
            users = seen;
        }

        return false;
    }

    public void Leave()
    {
        int left = Interlocked.Decrement(ref _users);
        Debug.Assert(left >= 0, "everybody leaves once");
        if (left == 0) Free();
    }

    private void Free()
    {
        // Creating and destroying sessions is as exclusive as running them on such providers.
        Gate.Enter(CancellationToken.None);
        try
        {
            Inner.Dispose();
        }
        finally
        {
            Gate.Exit();
        }

        Gate.Dispose();
    }
}
