namespace EdgeInfer.Providers;

/// <summary>A graphics adapter that Windows lists.</summary>
/// <param name="Name">As its driver calls it.</param>
/// <param name="IsSoftware">True for the one that computes on the processor (Microsoft Basic Render Driver).</param>
/// <param name="RunsDirect3D12">Whether its driver makes a Direct3D 12 device of feature level 11.0.</param>
internal readonly record struct DirectXAdapter(string Name, bool IsSoftware, bool RunsDirect3D12);
