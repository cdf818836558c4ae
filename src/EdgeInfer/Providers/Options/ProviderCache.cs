namespace EdgeInfer.Providers;

/// <summary>Where providers keep what they have compiled, unless their options say otherwise.</summary>
public static class ProviderCache
{
    /// <summary>
    /// The folder <c>EdgeInfer</c> in the user's cache folder: <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>; <c>LOCALAPPDATA</c> on
    /// Windows, <c>~/Library/Caches</c> on macOS and iOS; the application's own on Android. Null where this user has none. May be deleted at any time that no model is loaded.
    /// </summary>
    public static string? Root { get; } = RootOn(SystemProbe.Instance.Os, Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static string? RootOn(TargetOs os, Func<string, string?> variable, string home)
    {
        string? cache = os switch
        {
            TargetOs.Windows => variable("LOCALAPPDATA"),
            TargetOs.MacOs or TargetOs.Ios => InHome("Library", "Caches"),
            // The specification has relative paths ignored.
            _ when variable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) => xdg,
            // Applications there have folders of their own, which .NET knows.
            TargetOs.Android => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            _ => InHome(".cache"),
        };
        return string.IsNullOrEmpty(cache) ? null : Path.Combine(cache, "EdgeInfer");

        string? InHome(params ReadOnlySpan<string> parts) => home.Length == 0 ? null : Path.Combine([home, .. parts]);
    }

    /// <summary>A provider's folder; it is not made.</summary>
    internal static string? PathOf(string provider) => Root is null ? null : Path.Combine(Root, provider);

    /// <summary>Makes a provider's folder for one model.</summary>
    /// <param name="provider">Its short name.</param>
    /// <param name="model">
    /// What tells the model's content apart, with the runtime's version: TensorRT, MIGraphX and Core ML know a model again by
    /// its name or its outputs alone, and would run the old weights after an update.
    /// </param>
    /// <returns>Null where it cannot be made; a cache is not worth an error.</returns>
    internal static string? Make(string provider, string model)
    {
        if (PathOf(provider) is not { } folder) return null;
        try
        {
            return Directory.CreateDirectory(Path.Combine(folder, model)).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
