namespace EdgeInfer.Providers;

/// <summary>Main memory, in bytes.</summary>
/// <param name="TotalBytes">What the machine has; 0 where nothing says it.</param>
/// <param name="AvailableBytes">What this process could take at this moment without pushing others out, within its limit; 0 where nothing says it.</param>
/// <param name="LimitBytes">What this process's container or control group may use; null where nothing limits it.</param>
public sealed record MemoryInfo(long TotalBytes, long AvailableBytes, long? LimitBytes = null);
