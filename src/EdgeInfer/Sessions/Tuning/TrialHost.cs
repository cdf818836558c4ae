using System.Diagnostics;

namespace EdgeInfer.Sessions;

/// <summary>
/// Lets an application try providers in a child process, so that a driver that crashes or hangs takes no more with it than
/// its trial. The child is the application itself, started again with an argument of its own.
/// </summary>
/// <example>The first statement of <c>Main</c>: <code>if (TrialHost.TryRun(args)) return;</code></example>
/// <remarks>
/// Where <c>Main</c> does not call it, tuning tries the CPU in the application's own process and leaves other providers out, and
/// says so. There are no child processes on Android and iOS.
/// </remarks>
public static class TrialHost
{
    internal const string Argument = "--edgeinfer-trial-host";

    /// <summary>How to start this application as a child; null where <see cref="TryRun(string[])"/> was not called or it cannot be started again.</summary>
    internal static ChildCommand? Command { get; private set; }

    /// <summary>Why there is no <see cref="Command"/>, and what to do.</summary>
    internal static string WhyNone => OperatingSystem.IsAndroid() || OperatingSystem.IsIOS()
        ? "this system starts no child processes, and a crash would end the application"
        : "a crash would end this process; call TrialHost.TryRun(args) first in the application's Main, and it is tried in a child";

    /// <summary>Serves trials where this process was started for that, and returns when they are done.</summary>
    /// <param name="args">The command line's arguments, as <c>Main</c> gets them.</param>
    /// <returns>True where this process was such a child: leave <c>Main</c> at once. False in the ordinary case.</returns>
    public static bool TryRun(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return TryRun(args, null);
    }

    internal static bool TryRun(string[] args, TrialFault? fault)
    {
        if (args is not [Argument, ..])
        {
            Command = ChildCommand.OfThisProcess();
            return false;
        }

        using Stream input = Console.OpenStandardInput();
        using Stream output = Console.OpenStandardOutput();
        // Not an orderly end: a hanging driver's threads would not take part.
        new TrialServer(new BufferedStream(input, 1 << 16), output, fault, static () => Process.GetCurrentProcess().Kill()).Run();
        return true;
    }
}
