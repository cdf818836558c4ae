namespace EdgeInfer.Models;

/// <summary>How far the download of a model is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Bytes">How many bytes are there, those of an earlier attempt included.</param>
/// <param name="TotalBytes">How many there will be.</param>
public readonly record struct ModelDownloadProgress(ModelDownloadStage Stage, long Bytes, long TotalBytes);
