namespace EdgeInfer.Providers;

/// <summary>A neural processor. What its driver does not tell is null.</summary>
/// <param name="Name">What it is, such as <c>Intel NPU (Meteor Lake)</c>, <c>Apple Neural Engine</c>.</param>
/// <param name="Driver">The driver of the operating system, such as <c>intel_vpu</c>.</param>
/// <param name="Node">Where programs open it, such as <c>/dev/accel/accel0</c>, or its PCI address.</param>
public sealed record NpuInfo(string Name, string? Driver = null, string? Node = null);
