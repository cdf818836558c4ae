namespace EdgeInfer.Sessions;

/// <summary>A trial came to nothing.</summary>
internal sealed class TrialException(TrialStatus status, string reason) : Exception(reason)
{
    public TrialStatus Status => status;
}
