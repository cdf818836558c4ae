using System.Diagnostics;

namespace EdgeInfer.Vision;

/// <summary>Adds up where the time of a call goes that runs several models, some of them several times.</summary>
internal struct OcrClock()
{
    private long _last = Stopwatch.GetTimestamp();
    private long _preprocess;
    private long _inference;
    private long _postprocess;

    /// <summary>What was done since the last mark made pictures into tensors.</summary>
    public void Preprocessed() => _preprocess += SinceLast();

    /// <summary>What was done since the last mark was a model's run.</summary>
    public void Inferred() => _inference += SinceLast();

    /// <summary>What was done since the last mark made tensors into results.</summary>
    public void Postprocessed() => _postprocess += SinceLast();

    public readonly StageTimings ToTimings() =>
        new(Stopwatch.GetElapsedTime(0, _preprocess), Stopwatch.GetElapsedTime(0, _inference), Stopwatch.GetElapsedTime(0, _postprocess));

    private long SinceLast()
    {
        long before = _last;
        _last = Stopwatch.GetTimestamp();
        return _last - before;
    }
}
