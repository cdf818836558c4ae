namespace EdgeInfer.Sessions;

/// <summary>What all trials of one tuning have in common.</summary>
internal sealed record TrialSetup(ModelContent Model, ModelSessionOptions Options, IReadOnlyDictionary<string, long[]> InputShapes, TrialReference Reference);
