using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>
/// Where memory is short, one arena for all sessions of the process, with a limit: a model that wants more fails with an error that
/// can be handled, instead of having the system end the process.
/// </summary>
/// <remarks>
/// ONNX Runtime gives each session an arena of its own otherwise, which doubles whenever it grows and knows no limit. The shared
/// one grows by what is asked for, and what one session frees the next one uses.
/// </remarks>
internal static class CpuArena
{
    /// <summary>
    /// Runtime configuration option: most bytes of the shared arena, up to 4 GiB - 1; 0 for arenas of the sessions' own. Default:
    /// three quarters of the memory that the machine, or the container around the process, has, where that is below 4 GiB; else 0.
    /// </summary>
    public const string OptionName = "EdgeInfer.CpuArenaLimitBytes";

    private const int GrowBySameAsRequested = 1;
    private const int RuntimesOwnChoice = -1;

    private static readonly Lazy<bool> Registered = new(Register);

    /// <summary>Whether sessions are to use it. Registers it when asked for the first time.</summary>
    /// <exception cref="InvalidOperationException">The option is there, but is not a number of bytes.</exception>
    public static bool IsShared => Registered.Value;

    /// <param name="option">Absent, a number or its text.</param>
    /// <param name="memoryBytes">What this process may use; 0 where it is not known.</param>
    internal static uint LimitBytes(object? option, long memoryBytes)
    {
        long limit = option switch
        {
            null => memoryBytes / 4 * 3 is var share and <= uint.MaxValue ? share : 0,
            int number => number,
            long number => number,
            string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
            _ => -1,
        };
        if (limit is >= 0 and <= uint.MaxValue) return (uint)limit;
        throw new InvalidOperationException(
            $"Runtime configuration option '{OptionName}': expected a number of bytes up to {uint.MaxValue}, or 0 for no limit, got '{option}'.");
    }

    private static bool Register()
    {
        // The runtime's own figure: it reads control groups and job objects for its heap.
        uint limit = LimitBytes(AppContext.GetData(OptionName), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (limit == 0) return false;
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(limit, GrowBySameAsRequested, RuntimesOwnChoice, RuntimesOwnChoice);
        try
        {
            OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            // The application has registered one already, and knows why.
            return false;
        }
    }
}
