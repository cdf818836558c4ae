namespace EdgeInfer.Files;

/// <summary>Windows neither opens nor replaces a file in the very moment in which another process does so: it is asked again.</summary>
internal static class SharedAccess
{
    // A quarter of a second in all, each wait a millisecond longer than the one before.
    private const int Attempts = 22;

    /// <summary>Opens a file for reading that others may replace meanwhile.</summary>
    public static FileStream OpenRead(string path) =>
        Repeat(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Puts a file in place of another one, or of none, at once or not at all.</summary>
    public static void Replace(string temporary, string path) => Repeat(() =>
    {
        File.Move(temporary, path, overwrite: true);
        return true;
    });

    private static T Repeat<T>(Func<T> action)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return action();
            }
            catch (Exception e) when (OperatingSystem.IsWindows() && attempt < Attempts && e is (IOException or UnauthorizedAccessException) and not (FileNotFoundException or DirectoryNotFoundException))
            {
                Thread.Sleep(attempt);
            }
        }
    }
}
