using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>What every vision task can be told when its model is loaded.</summary>
public abstract record VisionTaskOptions
{
    private protected VisionTaskOptions()
    {
    }

    /// <summary>Provider, threads and the like; default the registry's choice.</summary>
    public ModelSessionOptions Session { get; init; } = ModelSessionOptions.Default;

    /// <summary>How to feed and read the model; default null: beside the file, in its metadata, in the catalogue, by its signature.</summary>
    public ModelManifest? Manifest { get; init; }

    private protected static void RequireUnit(float? value, string name)
    {
        if (value is { } v && !(v is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, v, "A number from 0 to 1.");
    }
}
