using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Lets in as many inferences at once as the provider stands.</summary>
internal sealed class RunGate : IDisposable
{
    // Providers that allow one call per process share this one; it lives as long as the process.
    private static readonly SemaphoreSlim Process = new(1, 1);

    private readonly SemaphoreSlim? _semaphore;

    public RunGate(ProviderConcurrency concurrency) => _semaphore = concurrency switch
    {
        ProviderConcurrency.OnePerProcess => Process,
        ProviderConcurrency.OnePerSession => new SemaphoreSlim(1, 1),
        _ => null,
    };

    public void Enter(CancellationToken cancellationToken) => _semaphore?.Wait(cancellationToken);

    public void Exit() => _semaphore?.Release();

    public void Dispose()
    {
        if (_semaphore != Process) _semaphore?.Dispose();
    }
}
