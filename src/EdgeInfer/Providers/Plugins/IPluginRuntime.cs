namespace EdgeInfer.Providers;

/// <summary>What of plug-in libraries and devices is ONNX Runtime's part. Tests put a made-up one here.</summary>
/// <remarks>No member throws.</remarks>
internal interface IPluginRuntime
{
    /// <summary>Whether a file is a shared library with the function that makes a plug-in one. It is not loaded.</summary>
    bool IsPlugin(string path);

    /// <summary>Loads a library into this process, once and for good.</summary>
    /// <param name="name">What to call it; not used before.</param>
    /// <param name="path">Its full path.</param>
    PluginRegistration Register(string name, string path);

    /// <summary>All devices of all providers; none where ONNX Runtime cannot be loaded.</summary>
    IReadOnlyList<EpDevice> Devices { get; }
}
