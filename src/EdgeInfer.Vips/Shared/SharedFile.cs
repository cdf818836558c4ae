namespace EdgeInfer.Imaging;

/// <summary>
/// Repeats what Windows refuses for the moment in which another thread or process opens, reads or replaces the same file. On
/// other systems a file is replaced under its readers, and nothing is repeated.
/// </summary>
internal static class SharedFile
{
    // A quarter of a second in all.
    private const int MostAttempts = 22;

    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Puts a file in place of another one, or of none.</summary>
    public static void Replace(string temporary, string path) => Repeat(
        () =>
        {
            File.Move(temporary, path, overwrite: true);
            return true;
        },
        // Windows calls it a denied access where the other one has the old file open.
        static e => e is UnauthorizedAccessException or IOException { HResult: SharingViolation });

    /// <summary>Opens whatever is opened there; who replaces it now is waited for.</summary>
    public static T Open<T>(Func<T> open) => Repeat(open, static e => e is IOException { HResult: SharingViolation });

    private static T Repeat<T>(Func<T> action, Func<Exception, bool> passes)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return action();
            }
            catch (Exception e) when (OperatingSystem.IsWindows() && attempt < MostAttempts && passes(e))
            {
                Thread.Sleep(attempt);
            }
        }
    }
}
