using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeInfer.Tests.Models.Store;

/// <summary>A web server on this machine that misbehaves as it is told to.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<FileRequest> _requests = new();
    private readonly Func<FileRequest, FileReply> _answer;
    private readonly Task _accepting;
    private int _count;

    /// <param name="answer">Is asked once for each request, from any thread.</param>
    public FileServer(Func<FileRequest, FileReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>All that has been asked so far, in order.</summary>
    public FileRequest[] Requests => [.. _requests];

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Stop();
        _accepting.GetAwaiter().GetResult();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var answering = new ConcurrentBag<Task>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_closing.Token);
                answering.Add(AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(answering);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                FileRequest request = await ReadAsync(stream);
                _requests.Enqueue(request);
                FileReply reply = _answer(request);
                var head = new StringBuilder($"HTTP/1.1 {reply.Status} Reason\r\nConnection: close\r\n");
                foreach ((string name, string value) in reply.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _closing.Token);
                await stream.WriteAsync(reply.Body.AsMemory(0, Math.Min(reply.Body.Length, reply.SentBytes ?? int.MaxValue)), _closing.Token);
                if (reply.HangsAfterwards) await Task.Delay(Timeout.InfiniteTimeSpan, _closing.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The client, or the test, has had enough.
            }
        }
    }

    private async Task<FileRequest> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _closing.Token) == 0) throw new IOException("The client has gone.");
            text.Append((char)one[0]);
        }

        string[] lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = lines[1..].Select(static l => l.Split(": ", 2)).ToDictionary(static l => l[0], static l => l[1], StringComparer.OrdinalIgnoreCase);
        return new FileRequest(Interlocked.Increment(ref _count), lines[0].Split(' ')[1], headers);
    }
}

/// <summary>What a client asks for.</summary>
/// <param name="Number">1 for the server's first.</param>
/// <param name="Path">With the leading slash.</param>
/// <param name="Headers">By name, capitals or not.</param>
internal sealed record FileRequest(int Number, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The first byte asked for; null where all are.</summary>
    public int? From => Headers.TryGetValue("Range", out string? range) ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : null;

    public string? IfRange => Headers.TryGetValue("If-Range", out string? validator) ? validator : null;
}

/// <summary>What a server says.</summary>
internal sealed record FileReply(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    /// <summary>The connection ends after so many bytes of the body; null: after all.</summary>
    public int? SentBytes { get; init; }

    /// <summary>It does not end, but nothing more comes.</summary>
    public bool HangsAfterwards { get; init; }

    public static FileReply Empty(int status, params (string Name, string Value)[] headers) => new(status, [], [("Content-Length", "0"), .. headers]);

    public static FileReply Whole(byte[] body, params (string Name, string Value)[] headers) =>
        new(200, body, [("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)), ("Content-Type", "application/octet-stream"), .. headers]);

    public static FileReply Rest(byte[] body, int from, params (string Name, string Value)[] headers) =>
        new(206, body[from..], [("Content-Length", (body.Length - from).ToString(CultureInfo.InvariantCulture)), ("Content-Range", $"bytes {from}-{body.Length - 1}/{body.Length}"), .. headers]);

    /// <summary>As a well-behaved server does: the rest where it is asked for and the file is still the same, else all.</summary>
    public static FileReply Of(byte[] body, FileRequest request, string tag = "\"v1\"") =>
        request.From is { } from && request.IfRange == tag ? Rest(body, from, ("ETag", tag)) : Whole(body, ("ETag", tag));
}
