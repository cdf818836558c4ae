namespace EdgeInfer.Sessions;

/// <summary>What a test lets go wrong in a trial. Only tests derive from it.</summary>
internal abstract class TrialFault
{
    public virtual void Opening(TrialSettings settings)
    {
    }

    public virtual TrialReference Comparing(TrialSettings settings, TrialReference reference) => reference;

    public virtual void Timing(int id)
    {
    }
}
