using System.Text.Json.Serialization;

namespace EdgeInfer.Sessions;

/// <summary>A remembered result, as a file.</summary>
internal sealed record TuneRecord
{
    public int Format { get; init; }

    /// <summary>The text of the <see cref="TuneKey"/>.</summary>
    public string? Key { get; init; }

    public string? Model { get; init; }

    public DateTimeOffset TunedAt { get; init; }

    public TimeSpan Elapsed { get; init; }

    public TuneTrial? Winner { get; init; }

    public TuneTrial? Default { get; init; }

    public TuneTrial[]? Trials { get; init; }

    public string[]? Inputs { get; init; }

    public static TuneRecord Of(TuneKey key, TuneResult result) => new()
    {
        Format = TuneKey.Format,
        Key = key.Text,
        Model = result.Model,
        TunedAt = result.TunedAt,
        Elapsed = result.Elapsed,
        Winner = result.Winner,
        Default = result.Default,
        Trials = [.. result.Trials],
        Inputs = [.. result.Inputs],
    };

    /// <returns>Null where something is missing or cannot be true.</returns>
    public TuneResult? ToResult(TuneKey key, string path)
    {
        if (Format != TuneKey.Format || Key != key.Text || Model is null || Trials is not { Length: > 0 } || Inputs is null || !IsPlausible(Winner)) return null;
        if (!Array.TrueForAll(Trials, static t => t?.Settings?.Provider is not null) || (Default is not null && !IsPlausible(Default))) return null;
        return new TuneResult
        {
            Model = Model,
            Winner = Winner!,
            Default = Default,
            Trials = Trials,
            Inputs = Inputs,
            Elapsed = Elapsed,
            TunedAt = TunedAt,
            IsFromCache = true,
            RememberedIn = path,
        };
    }

    private static bool IsPlausible(TuneTrial? trial) =>
        trial is { Status: TrialStatus.Timed, Settings: { Provider.Length: > 0 } settings } && settings.Threads is null or (>= 1 and <= 4096) && trial!.Median > TimeSpan.Zero;
}

/// <summary>Records without reflection, for people to read as well.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TuneRecord))]
internal sealed partial class TuneJson : JsonSerializerContext;
