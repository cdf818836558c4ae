namespace EdgeInfer.Providers;

/// <summary>Device nodes of which a provider needs at least one, on Linux.</summary>
/// <param name="What">What the nodes stand for, as a message calls it.</param>
/// <param name="Folder">Where they lie.</param>
/// <param name="Patterns">Their names; any of them will do.</param>
/// <param name="Remedy">What brings them.</param>
internal sealed record RequiredDevice(string What, string Folder, string[] Patterns, string Remedy)
{
    /// <summary>Whether one is there; never throws.</summary>
    public bool IsFound(ISystemProbe system)
    {
        foreach (string pattern in Patterns)
        {
            if (system.FindFiles(Folder, pattern).Count > 0) return true;
        }

        return false;
    }

    /// <summary>The paths looked for.</summary>
    public override string ToString() => string.Join(" or ", Patterns.Select(p => $"{Folder}/{p}"));
}
