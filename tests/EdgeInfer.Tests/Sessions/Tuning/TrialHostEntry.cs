using System.Runtime.CompilerServices;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

/// <summary>
/// Makes this test project an application that calls <see cref="TrialHost"/> first: the test runner owns Main, and a module
/// initialiser runs before that.
/// </summary>
internal static class TrialHostEntry
{
    /// <summary>In place of trials: writes a cache file again and again, until it is killed.</summary>
    public const string WriteForever = "--write-cache-forever";

    [ModuleInitializer]
    internal static void Serve()
    {
        string[] arguments = Environment.GetCommandLineArgs()[1..];
        if (arguments is [WriteForever, { } folder, { } winner])
        {
            for (int i = 0; ; i++)
            {
                CacheSamples.Remember(folder, winner, i);
                if (i == 0) Console.WriteLine("writing");
            }
        }

        if (arguments is not [TrialHost.Argument, ..]) return;
        // Who it is, for tests that look whether it is gone.
        if (arguments is [_, _, { } file, ..]) File.AppendAllText(file, $"{Environment.ProcessId}\n");
        TrialHost.TryRun(arguments, Faults.Named(arguments.Length > 1 ? arguments[1] : ""));
        Environment.Exit(0);
    }

    /// <summary>The command line that starts this project as such a child.</summary>
    public static ChildCommand Command(params IEnumerable<string> arguments)
    {
        // Published with its own runtime, the project is a program.
        if (Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) == typeof(TrialHostEntry).Assembly.GetName().Name)
            return new ChildCommand(program, [.. arguments]);
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        return new ChildCommand(dotnet, [typeof(TrialHostEntry).Assembly.Location, .. arguments]);
    }

    /// <summary>Lanes that run every provider, the CPU too, in a child with this fault.</summary>
    public static TrialLanes Lanes(string fault, string? pidFile = null) =>
        new(Command(pidFile is null ? [TrialHost.Argument, fault] : [TrialHost.Argument, fault, pidFile]), "not used") { IsLocal = static _ => false };
}
