using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build;

/// <summary>Puts the failures that a machine can cause into one line; any other is a bug and keeps its stack trace.</summary>
internal static class Failure
{
    // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL; elsewhere .NET keeps the errno in HResult.
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int NoSpaceLeft = 28;

    /// <returns>The line to show, or null where the exception is not of that kind.</returns>
    public static string? Describe(Exception exception) => exception switch
    {
        BuildError => exception.Message,
        ProgramNotFoundException => exception.Message,
        IOException when IsDiskFull(exception) =>
            $"The disk is full: {exception.Message} Free some space (about 1.5 GB for the first build), or set EDGEINFER_CACHE to a folder on another disk.",
        IOException or UnauthorizedAccessException => exception.Message,
        _ => null,
    };

    private static bool IsDiskFull(Exception exception) => OperatingSystem.IsWindows()
        ? exception.HResult is WindowsDiskFull or WindowsHandleDiskFull
        : exception.HResult == NoSpaceLeft;
}
