namespace EdgeInfer.Cli;

/// <summary>What scripts can rely on.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Anything the other codes do not name.</summary>
    public const int Failed = 1;

    /// <summary>The call or the input is wrong.</summary>
    public const int WrongCall = 2;

    /// <summary>The model cannot be had or loaded, or does not do what was asked.</summary>
    public const int ModelNotLoaded = 3;

    /// <summary>The provider that was asked for is not available on this machine.</summary>
    public const int ProviderUnavailable = 4;

    /// <summary>Stopped from outside (Ctrl+C): 128 + SIGINT, as shells have it.</summary>
    public const int Cancelled = 130;
}
