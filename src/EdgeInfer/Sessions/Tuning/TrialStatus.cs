namespace EdgeInfer.Sessions;

/// <summary>What became of a trial.</summary>
public enum TrialStatus
{
    /// <summary>Its outputs are right, and it was timed.</summary>
    Timed,

    /// <summary>Its outputs differ from the reference.</summary>
    Rejected,

    /// <summary>The provider did not take the model, or an inference failed.</summary>
    Failed,

    /// <summary>The process it ran in ended.</summary>
    Crashed,

    /// <summary>It was not done within its time.</summary>
    TimedOut,

    /// <summary>It was left out: no time was left, or nothing would protect this process.</summary>
    NotTried,
}
