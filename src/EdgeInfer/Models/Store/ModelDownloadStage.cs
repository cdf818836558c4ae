namespace EdgeInfer.Models;

/// <summary>What is being done to bring a model here.</summary>
public enum ModelDownloadStage
{
    /// <summary>Another process brings the same model here; its result will be taken.</summary>
    Waiting,

    /// <summary>Bytes are coming.</summary>
    Downloading,

    /// <summary>Something went wrong that may pass; it is tried again in a moment.</summary>
    Retrying,
}
