using System.Runtime.InteropServices;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

/// <summary>What tests let go wrong in a child. Trials with basic optimisation are hit, which are there on every machine; the others show that they go on.</summary>
internal static partial class Faults
{
    public const string None = "none", Crash = "crash", Exit = "exit", CrashWhileTimed = "crash-while-timed", Hang = "hang", Wrong = "wrong", NotANumber = "nan", Talk = "talk";

    public static TrialFault Named(string name) => name switch
    {
        Crash => new AtOpening(CrashNow),
        Exit => new AtOpening(static () =>
        {
            Console.Error.WriteLine("driver: no more of this");
            Environment.Exit(3);
        }),
        CrashWhileTimed => new AtTiming(),
        Hang => new AtOpening(static () => Thread.Sleep(Timeout.Infinite)),
        Wrong => new AtComparing(1.5f),
        NotANumber => new AtComparing(float.NaN),
        Talk => new AtOpening(static () => Console.Out.WriteLine("driver: hello {\"Opened\": 0.001}\ndriver: no end of line")),
        _ => new Harmless(),
    };

    private const int SigSegv = 11;

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);

    private static void CrashNow() => Assert.Fail($"raise gave {Raise(SigSegv)} instead of ending the process");

    private sealed class Harmless : TrialFault;

    private sealed class AtOpening(Action fault) : TrialFault
    {
        public override void Opening(TrialSettings settings)
        {
            if (settings.Optimization == GraphOptimization.Basic) fault();
        }
    }

    private sealed class AtTiming : TrialFault
    {
        private int _timed;

        public override void Timing(int id)
        {
            if (++_timed == 3) CrashNow();
        }
    }

    /// <summary>The reference is moved instead of the output: to the comparison it is the same.</summary>
    private sealed class AtComparing(float factor) : TrialFault
    {
        public override TrialReference Comparing(TrialSettings settings, TrialReference reference)
        {
            if (settings.Optimization != GraphOptimization.Basic) return reference;
            byte[] moved = [.. reference.Outputs[0].Data];
            MemoryMarshal.Cast<byte, float>(moved.AsSpan())[0] *= factor;
            return new TrialReference([reference.Outputs[0] with { Data = moved }], reference.Precision);
        }
    }
}
