using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeInfer.Sessions;

namespace EdgeInfer.Cli.Output;

/// <summary>What tuning found, for scripts.</summary>
internal static class TuneJson
{
    public static void Write(Stream output, TuneResult result)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("model", result.Model);
            json.WriteTexts("inputs", result.Inputs);
            json.WritePropertyName("winner");
            Write(json, result.Winner);
            json.WritePropertyName("default");
            if (result.Default is { } standard) Write(json, standard);
            else json.WriteNullValue();
            json.WriteStartArray("trials");
            foreach (TuneTrial trial in result.Trials) Write(json, trial);
            json.WriteEndArray();
            json.WriteNumber("elapsed_ms", JsonNumber.Round(result.Elapsed.TotalMilliseconds, 1));
            json.WriteString("tuned_at", result.TunedAt.UtcDateTime);
            json.WriteBoolean("from_cache", result.IsFromCache);
            json.WriteString("remembered_in", result.RememberedIn);
            json.WriteString("not_remembered_because", result.NotRememberedBecause);
            json.WriteTexts("notes", result.Notes);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, TuneTrial trial)
    {
        json.WriteStartObject();
        json.WriteString("provider", trial.Settings.Provider);
        if (trial.Settings.Threads is { } threads) json.WriteNumber("threads", threads);
        else json.WriteNull("threads");
        if (trial.Settings.Spinning is { } spinning) json.WriteBoolean("spinning", spinning);
        else json.WriteNull("spinning");
        json.WriteString("optimization", trial.Settings.Optimization?.ToString().ToLowerInvariant());
        json.WriteString("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(trial.Status.ToString()));
        json.WriteString("reason", trial.Reason);
        Number(json, "median_ms", trial, trial.Median);
        Number(json, "p90_ms", trial, trial.P90);
        Number(json, "processor_ms", trial, trial.ProcessorTime);
        json.WriteNumber("runs", trial.Runs);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, TuneTrial trial, TimeSpan time)
    {
        if (trial.Status == TrialStatus.Timed) json.WriteNumber(name, JsonNumber.Round(time.TotalMilliseconds, 4));
        else json.WriteNull(name);
    }
}
