namespace EdgeInfer.Sessions;

/// <summary>Where trials run: this process, or a child that may crash. Used by one thread at a time.</summary>
internal interface ITrialLane : IDisposable
{
    /// <summary>Loads the model in one way, runs it and compares its outputs with the reference.</summary>
    /// <param name="id">What the trial is called from now on.</param>
    /// <param name="settings">The way.</param>
    /// <param name="limit">When to give up.</param>
    /// <param name="cancellationToken">Ends the whole tuning.</param>
    /// <returns>Milliseconds of a run.</returns>
    /// <exception cref="TrialException">It came to nothing.</exception>
    double Open(int id, TrialSettings settings, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Times some runs of an opened trial.</summary>
    /// <exception cref="TrialException">It came to nothing.</exception>
    TrialSlice Time(int id, int runs, bool warmUp, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Frees a trial's session; one that is not open is left alone.</summary>
    void Close(int id);
}
