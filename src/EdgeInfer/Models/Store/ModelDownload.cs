using System.Net;
using System.Runtime.CompilerServices;

namespace EdgeInfer.Models;

/// <summary>Brings one model's file here: attempt after attempt, each of which goes on where the one before it ended.</summary>
internal sealed class ModelDownload(KnownModel model, WebFile source, PartialFile partial, ModelStoreOptions options, IProgress<ModelDownloadProgress>? progress)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>An attempt that got this much further does not count as failed: a large file may need many on a bad line.</summary>
    private const long NotableProgress = 1 << 16;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30), LongestWish = TimeSpan.FromMinutes(1);

    // What came in pieces, from several answers, may not fit together.
    private bool _pieced = partial.Length > 0;

    /// <summary>Ends when all bytes are there and are the model's.</summary>
    /// <exception cref="DownloadFault">They cannot be had.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what has arrived stays.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long furthest = partial.Length;
        for (int attempt = 1; ; attempt++)
        {
            DownloadFault fault;
            try
            {
                await AttemptAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DownloadFault e) when (e.MayPass)
            {
                fault = e;
            }
            catch (HttpRequestException e)
            {
                fault = e.HttpRequestError == HttpRequestError.SecureConnectionError
                    ? new DownloadFault(ModelDownloadFailure.Unreachable, Innermost(e), innerException: e)
                    : DownloadFault.Passing(Innermost(e), e);
            }
            catch (IOException e)
            {
                fault = DownloadFault.Passing($"the connection broke after {partial.Length} of {model.SizeBytes} bytes ({Innermost(e)})", e);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                fault = DownloadFault.Passing($"nothing came for {options.StallTimeout.TotalSeconds:0.#} s after {partial.Length} of {model.SizeBytes} bytes", e);
            }

            if (partial.Length >= furthest + NotableProgress) (furthest, attempt) = (partial.Length, 0);
            if (!fault.MayPass || attempt >= options.Attempts) throw fault;
            Report(ModelDownloadStage.Retrying);
            await Task.Delay(DelayAfter(Math.Max(attempt, 1), fault), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AttemptAsync(CancellationToken cancellationToken)
    {
        if (partial.Length != model.SizeBytes) await FetchAsync(cancellationToken).ConfigureAwait(false);
        string sha256 = partial.Sha256();
        if (sha256 == model.Sha256) return;
        partial.Clear();
        string reason = $"found sha256 {sha256}, expected {model.Sha256}";
        throw _pieced ? DownloadFault.Passing(reason) : DownloadFault.WrongContent(reason);
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        // Without a validator nobody could say whether the rest is of the same file.
        string? validator = partial.Source is { } known && known.Address == source.Address.AbsoluteUri && partial.Length < model.SizeBytes ? known.Validator : null;
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.StallTimeout);
        using HttpResponseMessage response = await source.GetAsync(validator is null ? 0 : partial.Length, validator, stall.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.OK) TakeAll(response);
        else TakeRest(response, validator!);

        Stream body = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposing = body.ConfigureAwait(false);
        byte[] buffer = new byte[BufferBytes];
        Report(ModelDownloadStage.Downloading);
        while (true)
        {
            stall.CancelAfter(options.StallTimeout);
            int read = await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
            if (read == 0) break;
            if (partial.Length + read > model.SizeBytes) throw DownloadFault.WrongContent($"found more than the expected {model.SizeBytes} bytes");
            Store(() => partial.Append(buffer.AsSpan(0, read)));
            Report(ModelDownloadStage.Downloading);
        }

        if (partial.Length < model.SizeBytes) throw DownloadFault.Passing($"the connection ended after {partial.Length} of {model.SizeBytes} bytes");
    }

    private void TakeAll(HttpResponseMessage response)
    {
        string type = response.Content.Headers.ContentType?.MediaType ?? "an unnamed type";
        if (type is "text/html" or "application/xhtml+xml") throw DownloadFault.WrongContent($"found a web page ({type}), expected {model.SizeBytes} bytes of a model");
        if (response.Content.Headers.ContentEncoding.FirstOrDefault(static e => e != "identity") is { } encoding)
            throw DownloadFault.WrongContent($"found bytes compressed with {encoding}, expected them as they are");
        if (response.Content.Headers.ContentLength is { } length && length != model.SizeBytes)
            throw DownloadFault.WrongContent($"found {length} bytes of {type}, expected {model.SizeBytes}");
        Store(() => partial.Restart(new PartialSource(source.Address.AbsoluteUri, WebFile.ValidatorOf(response))));
        _pieced = false;
    }

    private void TakeRest(HttpResponseMessage response, string validator)
    {
        bool continues = response.Content.Headers.ContentRange is { } range && range.From == partial.Length
            && (range.Length is null || range.Length == model.SizeBytes)
            && (response.Content.Headers.ContentLength is not { } length || partial.Length + length == model.SizeBytes)
            && WebFile.ValidatorOf(response) is var now && (now is null || now == validator);
        if (!continues)
        {
            Store(partial.Clear);
            throw DownloadFault.Passing($"the server does not continue the file that it began ({(int)response.StatusCode} {response.Content.Headers.ContentRange}), which is begun anew");
        }

        _pieced = true;
    }

    private TimeSpan DelayAfter(int attempt, DownloadFault fault)
    {
        // Ten doublings are beyond the longest delay for all but the shortest first ones.
        TimeSpan delay = options.RetryDelay * (1 << Math.Min(attempt - 1, 10));
        if (delay > LongestDelay) delay = options.RetryDelay > LongestDelay ? options.RetryDelay : LongestDelay;
        if (fault.RetryAfter is not { } wish || wish <= delay) return delay;
        return wish < LongestWish ? wish : LongestWish;
    }

    private void Report(ModelDownloadStage stage) => progress?.Report(new ModelDownloadProgress(stage, partial.Length, model.SizeBytes));

    /// <summary>Tells errors of the disk from those of the network.</summary>
    private static void Store(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DownloadFault(ModelDownloadFailure.Storage, e.Message, innerException: e);
        }
    }

    private static string Innermost(Exception error) => (error.GetBaseException() is { Message.Length: > 0 } cause ? cause : error).Message.TrimEnd('.');
}
