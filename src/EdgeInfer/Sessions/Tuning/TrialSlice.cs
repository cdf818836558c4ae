namespace EdgeInfer.Sessions;

/// <summary>Some inferences in a row.</summary>
/// <param name="Milliseconds">Of each; with several callers one number, the time divided by the inferences done in it.</param>
/// <param name="ProcessorMilliseconds">Processor time of this process for one of them.</param>
/// <param name="Runs">Inferences in all.</param>
internal sealed record TrialSlice(double[] Milliseconds, double ProcessorMilliseconds, int Runs);
