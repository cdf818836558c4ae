namespace EdgeInfer.Sessions;

/// <summary>
/// Finds out by trying which provider and which settings run a model fastest on this machine, and remembers it: the next load
/// with the same options takes the winner.
/// </summary>
/// <remarks>
/// Trials are timed in turns and checked against the CPU with default options on made-up inputs; what gives other results is
/// rejected. Providers other than the CPU run in a child process where the application allows it (<see cref="TrialHost"/>).
/// Thread-safe; one tuning at a time in a process. Do nothing heavy meanwhile: it would be measured too.
/// </remarks>
public static class ModelTuner
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Tunes a model file.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">
    /// Providers to choose from (<c>auto</c>: every ready one), what it is to be run for, and <see cref="ModelSessionOptions.Tune"/>;
    /// null means <see cref="ModelSessionOptions.Default"/>. What is set here (threads, configuration entries) is not varied.
    /// </param>
    /// <param name="cancellationToken">Ends trials and their processes; nothing is remembered.</param>
    /// <exception cref="ModelLoadException">The model cannot be loaded on the CPU, which is the reference.</exception>
    /// <exception cref="ModelMismatchException">There are no inputs it could be tried with.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is ready, or none of them gives the reference's results.</exception>
    /// <exception cref="ArgumentException">An option is out of range or cannot be tuned.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TuneResult Tune(string path, ModelSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Tune(ModelContent.OfFile(path), options ?? ModelSessionOptions.Default, TrialLanes.OfThisProcess, cancellationToken);
    }

    /// <summary>Tunes a model held in memory: on the CPU only, since a child process would need a file.</summary>
    /// <param name="model">The whole ONNX or ORT-format file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">As for a file.</param>
    /// <param name="cancellationToken">As for a file.</param>
    /// <inheritdoc cref="Tune(string, ModelSessionOptions?, CancellationToken)" path="/exception"/>
    public static TuneResult Tune(byte[] model, string name, ModelSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ModelFileCheck.RequirePlausible(model, name);
        return Tune(ModelContent.OfBytes(model, name), options ?? ModelSessionOptions.Default, TrialLanes.OfThisProcess, cancellationToken);
    }

    internal static TuneResult Tune(ModelContent model, ModelSessionOptions options, TrialLanes lanes, CancellationToken cancellationToken)
    {
        options = options with { Tune = options.Tune ?? new TuneOptions() };
        options.Validate();
        if (options.ConfigureOnnxRuntime is not null) throw CannotVary();
        TuneMode mode = options.Tune.Mode;
        if (mode is TuneMode.Off or TuneMode.Remembered)
            throw new ArgumentException($"{nameof(TuneOptions)}.{nameof(TuneOptions.Mode)} is {mode}, which forbids trials; use {nameof(TuneMode.WhenUnknown)} or {nameof(TuneMode.Always)}.", nameof(options));

        OneAtATime.Wait(cancellationToken);
        try
        {
            TuneKey key = TuneKey.Of(model, options);
            TuneCache? cache = TuneCache.For(options.Tune);
            string? ignored = null;
            // Another caller may have tried it while this one waited.
            if (mode == TuneMode.WhenUnknown && cache?.Find(key, out ignored) is { } known) return known;
            using var run = new TuningRun(model, options, lanes, cancellationToken);
            TuneResult result = run.Run();
            if (ignored is not null) result = result with { Notes = [ignored, .. result.Notes] };
            if (result.NotRememberedBecause is not null) return result;
            if (cache is null) return result with { NotRememberedBecause = $"this system names no folder for caches; name one in TuneOptions.CacheFolder or {TuneCache.FolderVariable}" };
            return result with { RememberedIn = cache.Remember(key, result, out string? problem), NotRememberedBecause = problem };
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    internal static ArgumentException CannotVary() => new(
        $"{nameof(ModelSessionOptions.ConfigureOnnxRuntime)} changes the session in ways that trials cannot repeat in a child process or compare with what is remembered; use {nameof(ModelSessionOptions.ConfigEntries)}, or do not tune.");
}
