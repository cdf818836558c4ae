using System.Globalization;
using System.Net;
using System.Text;
using EdgeInfer.Models;

namespace EdgeInfer.Tests.Models.Store;

/// <summary>Servers that break off, stall, send elsewhere, and lie.</summary>
public sealed class BadServerTests : IDisposable
{
    private const int Cut = 120_000;

    private readonly StoredModels _models = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private byte[] Content => _models.Content;

    [Fact]
    public async Task A_connection_that_ends_early_is_continued_where_it_ended()
    {
        using var server = new FileServer(request => FileReply.Of(Content, request) with { SentBytes = request.Number == 1 ? Cut : null });

        _models.AssertHolds(await PullAsync(server));

        Assert.Equal([null, Cut], server.Requests.Select(static r => r.From));
        Assert.Equal("\"v1\"", server.Requests[1].IfRange);
    }

    [Fact]
    public async Task The_time_of_the_last_change_will_do_where_there_is_no_strong_tag()
    {
        const string Changed = "Sat, 21 Nov 2026 10:00:00 GMT";
        using var server = new FileServer(request => request.IfRange == Changed
            ? FileReply.Rest(Content, request.From!.Value, ("Last-Modified", Changed), ("ETag", "W/\"v1\""))
            : FileReply.Whole(Content, ("Last-Modified", Changed), ("ETag", "W/\"v1\"")) with { SentBytes = Cut });

        _models.AssertHolds(await PullAsync(server));
        Assert.Equal([null, Cut], server.Requests.Select(static r => r.From));
    }

    [Fact]
    public async Task Without_a_strong_tag_or_a_time_it_is_begun_anew()
    {
        using var server = new FileServer(request => FileReply.Whole(Content, ("ETag", "W/\"v1\"")) with { SentBytes = request.Number == 1 ? Cut : null });
        _models.AssertHolds(await PullAsync(server));
        Assert.Equal([null, null], server.Requests.Select(static r => r.From));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_gives_all_of_it_again()
    {
        using var server = new FileServer(request => FileReply.Whole(Content, ("ETag", "\"v1\"")) with { SentBytes = request.Number == 1 ? Cut : null });
        _models.AssertHolds(await PullAsync(server));
        Assert.Equal([null, Cut], server.Requests.Select(static r => r.From));
    }

    // Another file at first; by the time of the second request the server has the right one.
    [Fact]
    public async Task A_file_that_changes_between_parts_is_begun_anew()
    {
        byte[] before = new byte[Content.Length];
        using var server = new FileServer(request => request.Number == 1
            ? FileReply.Of(before, request, "\"v0\"") with { SentBytes = Cut }
            : FileReply.Of(Content, request));
        _models.AssertHolds(await PullAsync(server));
        Assert.Equal("\"v0\"", server.Requests[1].IfRange);
        Assert.Equal(2, server.Requests.Length);
    }

    // If-Range is not honoured: parts of two files must not be put together.
    [Theory]
    [InlineData("other tag")]
    [InlineData("other place")]
    [InlineData("other length")]
    [InlineData("416")]
    public async Task A_rest_that_does_not_belong_to_the_beginning_is_not_taken(string lie)
    {
        using var server = new FileServer(request => (request.From, lie) switch
        {
            (null, _) => FileReply.Of(Content, request) with { SentBytes = request.Number == 1 ? Cut : null },
            (var from, "other tag") => FileReply.Rest(Content, from.Value, ("ETag", "\"v2\"")),
            (_, "other place") => FileReply.Rest(Content, 0, ("ETag", "\"v1\"")),
            (var from, "other length") => new FileReply(206, Content[from.Value..], ("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{Content.Length}/{Content.Length + 1}")), ("ETag", "\"v1\"")),
            _ => FileReply.Empty(416),
        });
        _models.AssertHolds(await PullAsync(server));
        Assert.Equal([null, Cut, null], server.Requests.Select(static r => r.From));
    }

    [Fact]
    public async Task What_was_damaged_since_it_arrived_is_fetched_again()
    {
        using var server = new FileServer(request => request.Number == 2 ? FileReply.Empty(503) : FileReply.Of(Content, request) with { SentBytes = request.Number == 1 ? Cut : null });
        await Assert.ThrowsAsync<ModelDownloadException>(() => PullAsync(server, _models.Options with { Attempts = 1 }));
        string partial = Assert.Single(Directory.GetFiles(_models.Folder, "*.partial", SearchOption.AllDirectories));
        byte[] bytes = await File.ReadAllBytesAsync(partial, Token);
        bytes[10] ^= 1;
        await File.WriteAllBytesAsync(partial, bytes, Token);

        _models.AssertHolds(await PullAsync(server));
        Assert.Null(server.Requests[^1].From);
    }

    [Fact]
    public async Task A_process_that_was_killed_before_the_end_needs_no_server()
    {
        using var server = new FileServer(request => FileReply.Of(Content, request));
        KnownModel model = _models.At(server.Address);
        string folder = Directory.CreateDirectory(Path.Combine(_models.Folder, model.Sha256)).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "some_model.onnx.partial"), Content, Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "some_model.onnx.partial.json"), $$"""{ "address": "{{model.Source}}", "validator": "\"v1\"" }""", Token);

        _models.AssertHolds(await _models.Store.PullAsync(model, cancellationToken: Token));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cancelled_pull_is_continued_by_the_next()
    {
        using var server = new FileServer(request => FileReply.Of(Content, request) with { SentBytes = request.Number == 1 ? Cut : null, HangsAfterwards = request.Number == 1 });
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reports = new Reports { OnReport = r => { if (r.Bytes == Cut) enough.Cancel(); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _models.Store.PullAsync(_models.At(server.Address), reports, enough.Token));
        Assert.Equal(["some_model.onnx.partial", "some_model.onnx.partial.json"], _models.Files);

        _models.AssertHolds(await PullAsync(server));
        Assert.Equal([null, Cut], server.Requests.Select(static r => r.From));
    }

    [Fact]
    public async Task A_server_that_stalls_is_left_and_asked_again()
    {
        using var server = new FileServer(request => FileReply.Of(Content, request) with { SentBytes = request.From is null ? Cut : null, HangsAfterwards = request.From is null });
        // Long enough for an answer on a busy machine; a false alarm only costs one more request.
        _models.AssertHolds(await PullAsync(server, _models.Options with { StallTimeout = TimeSpan.FromSeconds(1), Attempts = 20 }));
        Assert.Equal("\"v1\"", server.Requests[^1].IfRange);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Trouble_that_may_pass_is_waited_for(int status)
    {
        using var server = new FileServer(request => request.Number < 3 ? FileReply.Empty(status, ("Retry-After", "0")) : FileReply.Of(Content, request));
        var reports = new Reports();
        _models.AssertHolds(await _models.Store.PullAsync(_models.At(server.Address), reports, Token));
        Assert.Equal(3, server.Requests.Length);
        Assert.Equal(2, reports.All.Count(static r => r.Stage == ModelDownloadStage.Retrying));
    }

    [Fact]
    public async Task Trouble_that_stays_is_an_error_after_as_many_attempts_as_asked_for()
    {
        using var server = new FileServer(static _ => FileReply.Empty(503));
        string message = await FailAsync(server, ModelDownloadFailure.Unreachable);
        Assert.Contains("503", message);
        Assert.Contains("HTTPS_PROXY", message);
        Assert.Equal(ModelStoreOptions.Default.Attempts, server.Requests.Length);
    }

    // Each attempt gets further: it ends when the file does, however many it takes.
    [Fact]
    public async Task A_line_that_breaks_again_and_again_gets_there()
    {
        using var server = new FileServer(request => FileReply.Of(Content, request) with { SentBytes = 70_000 });
        _models.AssertHolds(await PullAsync(server, _models.Options with { Attempts = 1 }));
        Assert.Equal([null, 70_000, 140_000, 210_000, 280_000], server.Requests.Select(static r => r.From));
    }

    [Fact]
    public async Task A_server_that_always_breaks_at_the_same_place_is_given_up()
    {
        using var server = new FileServer(_ => FileReply.Whole(Content) with { SentBytes = Cut });
        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => PullAsync(server));
        Assert.Equal(ModelDownloadFailure.Unreachable, error.Failure);
        Assert.Contains($"after {Cut} of {Content.Length} bytes", error.Message);
        Assert.InRange(server.Requests.Length, 2, 1 + ModelStoreOptions.Default.Attempts);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_no_is_taken_for_an_answer(int status)
    {
        using var server = new FileServer(_ => FileReply.Empty(status));
        string message = await FailAsync(server, ModelDownloadFailure.Refused);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), message);
        Assert.Contains("https://github.com/owner/repository/blob/", message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Redirects_are_followed()
    {
        using var server = new FileServer(request => request.Path switch
        {
            "/model.onnx" => FileReply.Empty(302, ("Location", "/elsewhere/file")),
            "/elsewhere/file" => FileReply.Empty(307, ("Location", $"http://{request.Headers["Host"]}/at/last")),
            "/at/last" => FileReply.Of(Content, request) with { SentBytes = request.Number == 3 ? Cut : null },
            _ => FileReply.Empty(404),
        });
        _models.AssertHolds(await PullAsync(server));
        Assert.Equal(Cut, server.Requests[^1].From);
    }

    [Theory]
    [InlineData("/model.onnx", "redirects")]
    [InlineData("ftp://127.0.0.1/model.onnx", "ftp://127.0.0.1/model.onnx")]
    [InlineData("file:///etc/passwd", "file:///etc/passwd")]
    [InlineData(null, "does not say where to")]
    public async Task Redirects_that_lead_nowhere_are_refused(string? location, string mention)
    {
        using var server = new FileServer(_ => location is null ? FileReply.Empty(301) : FileReply.Empty(301, ("Location", location)));
        Assert.Contains(mention, await FailAsync(server, ModelDownloadFailure.Refused));
    }

    [Fact]
    public async Task What_is_asked_for_over_https_is_not_taken_in_the_clear()
    {
        using var client = new HttpClient(new Redirecting("http://models.example/model.onnx"));
        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => new ModelStore(_models.Options with { HttpClient = client }).PullAsync(_models.At("https://models.example/model.onnx"), cancellationToken: Token));
        Assert.Equal(ModelDownloadFailure.Refused, error.Failure);
        Assert.Contains("expected one to https", error.Message);
    }

    [Fact]
    public async Task Another_file_of_the_same_length_is_found_out()
    {
        byte[] other = [.. Content];
        other[^1] ^= 1;
        using var server = new FileServer(request => FileReply.Of(other, request));
        string message = await FailAsync(server, ModelDownloadFailure.WrongContent);
        Assert.Contains("expected " + _models.At(server.Address).Sha256, message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Another_length_is_found_out_before_the_first_byte()
    {
        using var server = new FileServer(_ => FileReply.Whole("version https://git-lfs.github.com/spec/v1\n"u8.ToArray()));
        Assert.Contains($"found 43 bytes of application/octet-stream, expected {Content.Length}", await FailAsync(server, ModelDownloadFailure.WrongContent));
    }

    [Fact]
    public async Task A_web_page_is_no_model()
    {
        byte[] page = Encoding.ASCII.GetBytes("<html>Please log in</html>".PadRight(Content.Length));
        using var server = new FileServer(_ => new FileReply(200, page, ("Content-Type", "text/html; charset=utf-8")));
        Assert.Contains("found a web page", await FailAsync(server, ModelDownloadFailure.WrongContent));
    }

    // No length is announced: the file would go on for ever.
    [Fact]
    public async Task No_more_than_the_models_bytes_are_taken()
    {
        using var server = new FileServer(_ => new FileReply(200, [.. Content, .. Content], ("Content-Type", "application/octet-stream")) { HangsAfterwards = true });
        Assert.Contains("more than the expected", await FailAsync(server, ModelDownloadFailure.WrongContent));
    }

    [Fact]
    public async Task Compressed_bytes_are_not_taken_for_the_file()
    {
        using var server = new FileServer(_ => FileReply.Whole(Content, ("Content-Encoding", "gzip")));
        Assert.Contains("gzip", await FailAsync(server, ModelDownloadFailure.WrongContent));
    }

    [Fact]
    public async Task Nobody_there_is_an_error_that_says_so()
    {
        Uri gone;
        using (var server = new FileServer(static _ => FileReply.Empty(200))) gone = server.Address;
        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => _models.Store.PullAsync(_models.At(gone), cancellationToken: Token));
        Assert.Equal(ModelDownloadFailure.Unreachable, error.Failure);
        Assert.Contains(gone.Authority, error.Message);
        Assert.Empty(_models.Files);
    }

    public void Dispose() => _models.Dispose();

    private Task<string> PullAsync(FileServer server, ModelStoreOptions? options = null) =>
        new ModelStore(options ?? _models.Options).PullAsync(_models.At(server.Address), cancellationToken: Token);

    /// <summary>Fails as promised, with the model's name and the address, and leaves nothing behind.</summary>
    private async Task<string> FailAsync(FileServer server, ModelDownloadFailure failure)
    {
        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => PullAsync(server));
        Assert.Equal((failure, "some_model"), (error.Failure, error.Model));
        Assert.StartsWith($"some_model from {server.Address}model.onnx: ", error.Message);
        Assert.Empty(_models.Files);
        return error.Message;
    }

    private sealed class Redirecting(string location) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.Found) { RequestMessage = request, Headers = { Location = new Uri(location) } });
    }
}
