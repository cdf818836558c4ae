using EdgeInfer.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeInfer.Sessions;

/// <summary>What a session tells the application's log.</summary>
internal sealed partial class SessionLog(ILogger? logger, string model)
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    public void Loaded(ProviderChoice choice) => Loaded(_logger, model, choice);

    public void FailedToLoad(string provider, string reason) => FailedToLoad(_logger, model, provider, reason);

    public void Retired(string from, string to, string reason) => Retired(_logger, model, from, to, reason);

    public void CannotReload(string provider, string reason) => CannotReload(_logger, model, provider, reason);

    public void Upgraded(string from, ProviderChoice to) => Upgraded(_logger, model, from, to);

    public void UpgradeRefused(string provider, string reason) => UpgradeRefused(_logger, model, provider, reason);

    public void HandlerFailed(Exception error) => HandlerFailed(_logger, error, model);

    [LoggerMessage(1, LogLevel.Information, "{Model} runs on {Provider}.")]
    private static partial void Loaded(ILogger logger, string model, ProviderChoice provider);

    [LoggerMessage(2, LogLevel.Warning, "{Model} could not be loaded on {Provider}, which seemed ready: {Reason}")]
    private static partial void FailedToLoad(ILogger logger, string model, string provider, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Model} failed on {From} and runs on {To} from now on: {Reason}")]
    private static partial void Retired(ILogger logger, string model, string from, string to, string reason);

    [LoggerMessage(4, LogLevel.Error, "{Model} cannot be loaded again on {Provider}: {Reason}")]
    private static partial void CannotReload(ILogger logger, string model, string provider, string reason);

    [LoggerMessage(5, LogLevel.Error, "A handler of ProviderChanged threw for {Model}.")]
    private static partial void HandlerFailed(ILogger logger, Exception error, string model);

    [LoggerMessage(6, LogLevel.Information, "{Model} went over from {From} to {Provider}.")]
    private static partial void Upgraded(ILogger logger, string model, string from, ProviderChoice provider);

    [LoggerMessage(7, LogLevel.Warning, "{Model} does not go over to {Provider}: {Reason}")]
    private static partial void UpgradeRefused(ILogger logger, string model, string provider, string reason);
}
