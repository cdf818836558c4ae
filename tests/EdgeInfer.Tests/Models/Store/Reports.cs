using EdgeInfer.Models;

namespace EdgeInfer.Tests.Models.Store;

/// <summary>Remembers what was reported, at once and in order.</summary>
internal sealed class Reports : IProgress<ModelDownloadProgress>
{
    public List<ModelDownloadProgress> All { get; } = [];

    public Action<ModelDownloadProgress>? OnReport { get; init; }

    public void Report(ModelDownloadProgress value)
    {
        All.Add(value);
        OnReport?.Invoke(value);
    }
}
