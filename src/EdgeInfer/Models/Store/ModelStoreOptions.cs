namespace EdgeInfer.Models;

/// <summary>Where a <see cref="ModelStore"/> keeps models and how it gets them.</summary>
public sealed record ModelStoreOptions
{
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(1);

    /// <summary>The user's cache folder, the models' own sources.</summary>
    public static ModelStoreOptions Default { get; } = new();

    /// <summary>
    /// Folder for models; made when it is first needed. Default null: the environment variable <c>EDGEINFER_MODEL_CACHE</c>, else the folder
    /// <c>models</c> in <see cref="Providers.ProviderCache.Root"/>.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>
    /// Takes the place of all sources: a model is then at <c>MIRROR/SHA256/NAME.onnx</c>, which is also how a store's folder looks, so that
    /// one that is served by a web server is a mirror. http or https. Default null: the environment variable
    /// <c>EDGEINFER_MODEL_MIRROR</c>, else none.
    /// </summary>
    public Uri? Mirror { get; init; }

    /// <summary>
    /// What downloads: not disposed by the store. Redirects that it follows by itself cannot be checked one by one. Default null: one of
    /// the library's own, which takes proxies from <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>, or the system's settings, as .NET does.
    /// </summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>How long nothing may come before the connection counts as dead; default 30 s, up to an hour.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in a row it is tried without getting further, 1 … 100; default 4.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Pause before the second attempt, up to an hour, doubled for each further one up to half a minute; default 0.5 s. A server that names a longer one (<c>Retry-After</c>) is believed up to a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    internal void Validate()
    {
        if (Folder is "") throw new ArgumentException("Folder is empty; name a folder, or leave it null.", nameof(Folder));
        if (Mirror is not null) RequireWebAddress(Mirror, nameof(Mirror));
        RequireTime(StallTimeout, TimeSpan.FromMilliseconds(1), nameof(StallTimeout));
        RequireTime(RetryDelay, TimeSpan.Zero, nameof(RetryDelay));
        if (Attempts is < 1 or > 100) throw new ArgumentOutOfRangeException(nameof(Attempts), Attempts, "A number from 1 to 100.");

        static void RequireTime(TimeSpan value, TimeSpan least, string name)
        {
            if (value < least || value > MaxTime) throw new ArgumentOutOfRangeException(name, value, $"A time from {least} to {MaxTime}.");
        }
    }

    internal static Uri RequireWebAddress(Uri address, string name) => address is { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" }
        ? address
        : throw new ArgumentException($"{name} is '{address}': expected the address of a folder on a web server, such as https://models.example/edgeinfer.", name);
}
