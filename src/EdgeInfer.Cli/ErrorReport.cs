using System.CommandLine;
using System.CommandLine.Parsing;

namespace EdgeInfer.Cli;

/// <summary>Turns whatever went wrong into one line on stderr and an exit code.</summary>
internal static class ErrorReport
{
    /// <summary>Runs a command's body; with <paramref name="verbose"/> errors come with their stack trace.</summary>
    /// <remarks>
    /// On a thread of its own: System.CommandLine listens for Ctrl+C only once the command's task has been handed to
    /// it, and a body that ran before that would be killed in the middle of its output.
    /// </remarks>
    public static Task<int> Guard(bool verbose, Func<int> body) => Task.Run(() =>
    {
        try
        {
            return body();
        }
        catch (Exception e)
        {
            return Write(e, verbose);
        }
    });

    /// <summary>For a call that System.CommandLine cannot make sense of.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(ParseResult call)
    {
        Command command = call.CommandResult.Command;
        string name = PathOf(call.CommandResult);
        // A command that takes pictures itself lacks no further command.
        string commands = command.Arguments.Count > 0 ? "" : string.Join(", ", command.Subcommands.Select(static c => c.Name));
        string message = (call.UnmatchedTokens, commands) switch
        {
            ([string unknown, ..], "") => $"{unknown}: {name} has no such option or argument.",
            ([string unknown, ..], _) => $"{unknown}: no such command; choose one of {commands}.",
            ([], "") => call.Errors[0].Message,
            ([], _) => $"{name}: a command is missing; choose one of {commands}.",
        };
        // One line, like every other error; System.CommandLine would print the whole help.
        Console.Error.WriteLine($"error: {message} See '{name} --help'.");
        return ExitCode.WrongCall;
    }

    /// <summary>All words of a command: <c>edgeinfer face verify</c>.</summary>
    private static string PathOf(CommandResult command) => command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : command.Command.Name;

    /// <returns>The exit code that belongs to the error.</returns>
    public static int Write(Exception error, bool verbose)
    {
        string message = error is OperationCanceledException ? "stopped before all pictures were done; those that were are reported." : error.Message;
        Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
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
        WrongCallException or ImageDecodeException or ImageEncodeException or FaceGalleryException or ArgumentException => ExitCode.WrongCall,
        ModelLoadException or ModelMismatchException or ManifestException or ModelDownloadException => ExitCode.ModelNotLoaded,
        ProviderUnavailableException => ExitCode.ProviderUnavailable,
        OperationCanceledException => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };
}
