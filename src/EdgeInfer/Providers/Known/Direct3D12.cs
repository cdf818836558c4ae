namespace EdgeInfer.Providers;

/// <summary>What Direct3D 12 can do on a machine, for the providers that compute through it.</summary>
internal static class Direct3D12
{
    private const string Remedy = "install the graphics processor's own driver (the display settings name the adapter in use), or choose another provider";

    /// <summary>The first adapter that runs it; hardware goes before software.</summary>
    /// <param name="system">The machine.</param>
    /// <param name="software">Whether an adapter that computes on the processor will do.</param>
    public static DirectXAdapter? Adapter(ISystemProbe system, bool software)
    {
        DirectXAdapter? found = null;
        foreach (DirectXAdapter adapter in system.DirectXAdapters)
        {
            if (!adapter.RunsDirect3D12) continue;
            if (!adapter.IsSoftware) return adapter;
            if (software) found ??= adapter;
        }

        return found;
    }

    /// <summary>Why there is no adapter for a provider.</summary>
    public static DeviceFinding WithoutAdapter(ISystemProbe system)
    {
        IReadOnlyList<DirectXAdapter> adapters = system.DirectXAdapters;
        return DeviceFinding.Problem(
            adapters.Count == 0
                ? "Windows lists no graphics adapter"
                : $"no graphics adapter runs Direct3D 12 (Windows lists {string.Join(", ", adapters.Select(Describe))})",
            Remedy);
    }

    private static string Describe(DirectXAdapter adapter) =>
        adapter.IsSoftware ? $"{adapter.Name}: software" : adapter.RunsDirect3D12 ? adapter.Name : $"{adapter.Name}: without Direct3D 12";
}
