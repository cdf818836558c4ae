namespace EdgeInfer.Sessions;

/// <summary>
/// A rented set of input and output buffers bound to a <see cref="ModelSession"/>: write the inputs, run, read the
/// outputs, dispose to give it back.
/// </summary>
/// <remarks>
/// Used by one thread at a time; rent one for each concurrent caller. Copies of the struct are the same lease. Every
/// member throws <see cref="ObjectDisposedException"/> after the lease was given back. In the steady state (same input
/// shapes as before, outputs whose shape does not depend on the data) renting, running and reading allocate nothing; on
/// a provider with memory of its own some tens of bytes for each input, which is bound anew to be copied there.
/// </remarks>
public readonly struct IoBinding : IDisposable, IEquatable<IoBinding>
{
    private readonly IoBuffers? _buffers;
    private readonly int _version;

    internal IoBinding(IoBuffers buffers) => (_buffers, _version) = (buffers, buffers.Version);

    /// <summary>The model's input by position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such input.</exception>
    public InputTensor Input(int index = 0)
    {
        IoBuffers buffers = Live();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)buffers.Session.Inputs.Count, nameof(index));
        return new InputTensor(this, index);
    }

    /// <summary>The model's input by name.</summary>
    /// <exception cref="ArgumentException">The model has no such input; the message lists those it has.</exception>
    public InputTensor Input(string name) => new(this, ModelSession.IndexOf(Live().Session.Inputs, name, "input"));

    /// <summary>Runs the model on the inputs as they are now.</summary>
    /// <param name="cancellationToken">Stops the run between operators.</param>
    /// <exception cref="InvalidOperationException">An input of free size was not given in this lease.</exception>
    /// <exception cref="InferenceException">ONNX Runtime reported an error.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before or during the run; the outputs are undefined.</exception>
    public void Run(CancellationToken cancellationToken = default) => Live().Run(cancellationToken);

    /// <summary>The model's output by position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such output.</exception>
    /// <exception cref="InvalidOperationException">Nothing has been run yet, or the last run failed.</exception>
    public OutputTensor Output(int index = 0)
    {
        IoBuffers buffers = LiveAfterRun();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)buffers.Session.Outputs.Count, nameof(index));
        return new OutputTensor(this, index);
    }

    /// <summary>The model's output by name.</summary>
    /// <exception cref="ArgumentException">The model has no such output; the message lists those it has.</exception>
    /// <exception cref="InvalidOperationException">Nothing has been run yet, or the last run failed.</exception>
    public OutputTensor Output(string name) => new(this, ModelSession.IndexOf(LiveAfterRun().Session.Outputs, name, "output"));

    /// <summary>Gives the buffers back to the session. A second call does nothing.</summary>
    public void Dispose()
    {
        if (_buffers is not null) _buffers.Session.Return(_buffers, _version);
    }

    /// <inheritdoc/>
    public bool Equals(IoBinding other) => _buffers == other._buffers && _version == other._version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IoBinding other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_buffers, _version);

    /// <summary>Whether both are the same lease.</summary>
    public static bool operator ==(IoBinding left, IoBinding right) => left.Equals(right);

    /// <summary>Whether both are different leases.</summary>
    public static bool operator !=(IoBinding left, IoBinding right) => !left.Equals(right);

    internal IoBuffers Live() => _buffers is { } buffers && buffers.Version == _version
        ? buffers
        : throw new ObjectDisposedException(nameof(IoBinding), "This I/O binding has been given back to its session; rent another one.");

    internal IoBuffers LiveAfterRun()
    {
        IoBuffers buffers = Live();
        if (!buffers.HasRun) throw new InvalidOperationException($"Outputs of {buffers.Session.Name} can be read after a successful Run.");
        return buffers;
    }
}
