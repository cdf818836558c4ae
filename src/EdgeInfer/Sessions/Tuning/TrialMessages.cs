using System.Text.Json.Serialization;
using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>What the tuner asks of a child: one line of JSON; after <see cref="Begin"/> the reference's bytes.</summary>
internal sealed record TrialRequest
{
    public TrialBegin? Begin { get; init; }

    public TrialOpen? Open { get; init; }

    public TrialTime? Time { get; init; }

    public int? Close { get; init; }
}

/// <summary>What all trials have in common.</summary>
internal sealed record TrialBegin(
    string Model, ProviderPolicy Policy, int? Threads, Dictionary<string, string> ConfigEntries, Dictionary<string, long[]> InputShapes, TrialPrecision Precision, TrialBlock[] Reference);

/// <summary>An output of the reference, whose bytes follow the line.</summary>
internal sealed record TrialBlock(TensorElementType Type, long[] Shape, int Bytes);

internal sealed record TrialOpen(int Id, TrialSettings Settings);

internal sealed record TrialTime(int Id, int Runs, bool WarmUp);

/// <summary>What a child answers: one line of JSON.</summary>
internal sealed record TrialReply
{
    /// <summary>Milliseconds of a run of what was opened.</summary>
    public double? Opened { get; init; }

    public TrialSlice? Timed { get; init; }

    public TrialStatus? Problem { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The messages without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrialRequest))]
[JsonSerializable(typeof(TrialReply))]
internal sealed partial class TrialJson : JsonSerializerContext;
