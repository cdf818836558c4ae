namespace EdgeInfer.Providers;

/// <summary>Cores of one kind, of a processor that may have several.</summary>
/// <param name="Name">What they are, such as <c>Cortex-A76</c>, <c>performance</c>, <c>efficiency</c>.</param>
/// <param name="Cores">How many there are; at least 1.</param>
/// <param name="IsPerformance">Whether these are among the fast ones. Threads of one inference wait for the slowest, so that slow cores add little.</param>
/// <param name="MaxMegahertz">Their highest clock; null where nothing says it.</param>
public sealed record CoreKind(string Name, int Cores, bool IsPerformance, int? MaxMegahertz = null);
