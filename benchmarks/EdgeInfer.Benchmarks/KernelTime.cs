namespace EdgeInfer.Benchmarks;

/// <summary>One of our benchmarks as it was measured.</summary>
/// <param name="Name">Class, description and parameters, for people.</param>
/// <param name="Milliseconds">The median.</param>
/// <param name="AllocatedBytes">Managed memory a call, all threads.</param>
internal sealed record KernelTime(string Name, double Milliseconds, long AllocatedBytes);
