namespace EdgeInfer.Models;

/// <summary>Ends one attempt to download.</summary>
/// <param name="failure">What to call it if it is the last attempt.</param>
/// <param name="reason">What was expected and found, without the model's name and the address.</param>
/// <param name="mayPass">Whether the next attempt may go better.</param>
/// <param name="innerException">The error underneath, if any.</param>
internal sealed class DownloadFault(ModelDownloadFailure failure, string reason, bool mayPass = false, Exception? innerException = null) : Exception(reason, innerException)
{
    public ModelDownloadFailure Failure => failure;

    public bool MayPass => mayPass;

    /// <summary>How long the server asks to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static DownloadFault WrongContent(string reason) => new(ModelDownloadFailure.WrongContent, reason);

    public static DownloadFault Passing(string reason, Exception? innerException = null) => new(ModelDownloadFailure.Unreachable, reason, mayPass: true, innerException);
}
