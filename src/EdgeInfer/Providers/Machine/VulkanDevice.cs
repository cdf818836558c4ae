namespace EdgeInfer.Providers;

/// <summary>A device that the Vulkan loader offers.</summary>
/// <param name="Name">As its driver calls it.</param>
/// <param name="IsSoftware">True for drivers that compute on the processor (SwiftShader, llvmpipe).</param>
/// <param name="RunsWebGpu">Whether it has the features Dawn asks of every Vulkan device.</param>
internal readonly record struct VulkanDevice(string Name, bool IsSoftware, bool RunsWebGpu);
