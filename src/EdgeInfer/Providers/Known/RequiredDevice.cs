namespace EdgeInfer.Providers;

/// <summary>Device nodes of which a provider needs at least one, on Linux.</summary>
/// <param name="What">What the nodes stand for, as a message calls it.</param>
/// <param name="Folder">Where they lie.</param>
/// <param name="Patterns">Their names; any of them will do.</param>
/// <param name="Remedy">What brings them.</param>
internal sealed record RequiredDevice(string What, string Folder, string[] Patterns, string Remedy)
{
    /// <summary>What is the matter with the nodes: there is none, or none that this user may open; null where one can be. Never throws.</summary>
    public string? ProblemOn(ISystemProbe system)
    {
        string? closed = null;
        foreach (string pattern in Patterns)
        {
            foreach (string node in system.FindFiles(Folder, pattern))
            {
                if (system.IsAccessible(node)) return null;
                closed ??= node;
            }
        }

        return closed is null ? $"there is no {What} ({this})" : $"this user may not open the {What} ({closed})";
    }

    /// <summary>The paths looked for.</summary>
    public override string ToString() => string.Join(" or ", Patterns.Select(p => $"{Folder}/{p}"));
}
