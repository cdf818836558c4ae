using System.Runtime.InteropServices;
using EdgeInfer.Build;
using EdgeInfer.Build.Verbs;

const int Cancelled = 130;

using var cancel = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
try
{
    return await RunAsync();
}
catch (OperationCanceledException) when (cancel.IsCancellationRequested)
{
    Console.Error.WriteLine("cancelled");
    return Cancelled;
}
catch (Exception e) when (Failure.Describe(e) is { } message)
{
    Console.Error.WriteLine($"error: {message}");
    return 1;
}

async Task<int> RunAsync()
{
    if (args is [] or ["help" or "-h" or "--help", ..])
    {
        Help();
        return 0;
    }

    Verb verb = Verb.All.FirstOrDefault(verb => verb.Name == args[0])
        ?? throw new BuildError($"'{args[0]}' is not one of {string.Join(", ", Verb.All.Select(verb => verb.Name))}.");
    return await verb.RunAsync(new Workspace(), args[1..], cancel.Token);
}

void End(PosixSignalContext context)
{
    // Not ended on the spot: child processes are stopped and temporary files removed first.
    context.Cancel = true;
    cancel.Cancel();
}

static void Help()
{
    Console.WriteLine("usage: ./build.sh VERB [ARGUMENTS]     (Windows: .\\build.ps1 VERB [ARGUMENTS])");
    Console.WriteLine();
    foreach (Verb verb in Verb.All)
    {
        Console.WriteLine($"  {verb.Name,-10} {verb.Summary}");
    }

    Console.WriteLine();
    Console.WriteLine("Each verb does all set-up by itself. Downloads are kept in EDGEINFER_CACHE,");
    Console.WriteLine($"here {CacheFolder.Find().Root}");
}
