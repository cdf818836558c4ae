using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>The native ONNX Runtime this process has loaded.</summary>
internal static class OnnxRuntimeLibrary
{
    private static readonly Lock Gate = new();
    private static string[]? _compiledProviders;
    // Written last: who sees it, sees the providers too.
    private static volatile string? _version;

    /// <summary>ONNX Runtime's version, such as <c>1.29.0</c>.</summary>
    /// <exception cref="ProviderUnavailableException">The native library is not there.</exception>
    public static string Version
    {
        get
        {
            EnsureLoaded();
            return _version!;
        }
    }

    /// <summary>ONNX Runtime's names of the providers compiled into the loaded library; empty where it cannot be loaded.</summary>
    public static IReadOnlyList<string> CompiledProviders
    {
        get
        {
            try
            {
                EnsureLoaded();
                return _compiledProviders!;
            }
            catch (ProviderUnavailableException)
            {
                return [];
            }
        }
    }

    /// <summary>Loads the library on first use, quietly: what goes wrong is thrown, not printed.</summary>
    /// <exception cref="ProviderUnavailableException">The native library is not there.</exception>
    public static void EnsureLoaded()
    {
        if (_version is not null) return;
        lock (Gate)
        {
            if (_version is not null) return;
            try
            {
                if (!OrtEnv.IsCreated)
                {
                    var options = new EnvironmentCreationOptions { logId = "EdgeInfer", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
                    OrtEnv.CreateInstanceWithOptions(ref options);
                }

                OrtEnv environment = OrtEnv.Instance();
                _compiledProviders = environment.GetAvailableProviders();
                _version = environment.GetVersionString();
            }
            catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
            {
                Exception cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
                throw new ProviderUnavailableException(
                    "ONNX Runtime's native library cannot be loaded: reference package Microsoft.ML.OnnxRuntime (CPU) or Microsoft.ML.OnnxRuntime.Gpu in the application. "
                    + cause.Message.ReplaceLineEndings(" "), innerException: e);
            }
        }
    }
}
