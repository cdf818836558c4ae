namespace EdgeInfer.Cli;

/// <summary>Turns whatever went wrong into one line on stderr and an exit code.</summary>
internal static class ErrorReport
{
    /// <summary>Runs a command's body; with <paramref name="verbose"/> errors come with their stack trace.</summary>
    public static Task<int> Guard(bool verbose, Func<int> body)
    {
        try
        {
            return Task.FromResult(body());
        }
        catch (Exception e)
        {
            return Task.FromResult(Write(e, verbose));
        }
    }

    /// <returns>The exit code that belongs to the error.</returns>
    public static int Write(Exception error, bool verbose)
    {
        Console.Error.WriteLine($"error: {error.Message.ReplaceLineEndings(" ")}");
        if (error is ManifestException { Skeleton: { } skeleton })
        {
            Console.Error.WriteLine("A manifest to start from:");
            Console.Error.WriteLine(skeleton);
        }

        if (verbose) Console.Error.WriteLine(error);
        return CodeOf(error);
    }

    public static int CodeOf(Exception error) => error switch
    {
        WrongCallException or ImageDecodeException or ImageEncodeException or ArgumentException => ExitCode.WrongCall,
        ModelLoadException or ModelMismatchException or ManifestException => ExitCode.ModelNotLoaded,
        ProviderUnavailableException => ExitCode.ProviderUnavailable,
        OperationCanceledException => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };
}
