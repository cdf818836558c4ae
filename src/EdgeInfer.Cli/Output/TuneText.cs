using System.Globalization;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Output;

/// <summary>What tuning found, for people.</summary>
internal static class TuneText
{
    public static void Write(TextWriter text, TuneResult result)
    {
        text.WriteLine($"{result.Model} with {string.Join(", ", result.Inputs)}; milliseconds an inference");
        text.Write(result);
        text.WriteLine($"winner      {result.Winner.Settings}{Gain(result)}");
        text.WriteLine(result.IsFromCache
            ? string.Create(CultureInfo.InvariantCulture, $"tried on    {result.TunedAt:yyyy-MM-dd HH:mm} UTC; --force tries again")
            : string.Create(CultureInfo.InvariantCulture, $"tried for   {result.Elapsed.TotalSeconds:0.0} s"));
        text.WriteLine(result.RememberedIn is { } file ? $"remembered  in {file}" : $"not remembered: {result.NotRememberedBecause}");
        foreach (string note in result.Notes) text.WriteLine($"note        {note}");
    }

    private static string Gain(TuneResult result)
    {
        if (result.Default is not { } standard) return "";
        if (standard.Settings == result.Winner.Settings) return ": nothing is faster than the default by more than 2 %";
        return string.Create(CultureInfo.InvariantCulture, $": {result.Winner.Median.TotalMilliseconds:0.###} ms against {standard.Median.TotalMilliseconds:0.###} ms of the default ({standard.Settings.Provider})");
    }
}
