using System.Net;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Tests.Providers;

namespace EdgeInfer.Tests.Models.Store;

/// <summary>What a store holds, and how it gets it from a server that behaves.</summary>
public sealed class ModelStoreTests : IDisposable
{
    private readonly StoredModels _models = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_downloaded_once_checked_and_found_again()
    {
        using var server = new FileServer(request => FileReply.Of(_models.Content, request));
        KnownModel model = _models.At(server.Address);
        ModelStore store = _models.Store;
        var reports = new Reports();
        Assert.Null(store.Find(model));
        Assert.Equal(StoredModelState.Absent, await store.VerifyAsync(model, Token));

        string path = await store.PullAsync(model, reports, Token);

        _models.AssertHolds(path);
        Assert.Equal(Path.Combine(_models.Folder, model.Sha256, "some_model.onnx"), path);
        Assert.Equal((path, StoredModelState.Intact), (store.Find(model), await store.VerifyAsync(model, Token)));
        Assert.Equal(new ModelDownloadProgress(ModelDownloadStage.Downloading, model.SizeBytes, model.SizeBytes), reports.All[^1]);
        Assert.Equal(reports.All.Select(static r => r.Bytes).Order(), reports.All.Select(static r => r.Bytes));

        Assert.Equal(path, await store.PullAsync(model, cancellationToken: Token));
        FileRequest request = Assert.Single(server.Requests);
        Assert.Equal("identity", request.Headers["Accept-Encoding"]);
        Assert.StartsWith("EdgeInfer/", request.Headers["User-Agent"]);
    }

    [Fact]
    public async Task A_damaged_file_is_found_out_replaced_and_removed()
    {
        using var server = new FileServer(request => FileReply.Of(_models.Content, request));
        KnownModel model = _models.At(server.Address);
        ModelStore store = _models.Store;
        string path = await store.PullAsync(model, cancellationToken: Token);
        byte[] damaged = [.. _models.Content];
        damaged[1000] ^= 1;
        await File.WriteAllBytesAsync(path, damaged, Token);

        // The size is right: only hashing tells.
        Assert.Equal((path, StoredModelState.Damaged), (store.Find(model), await store.VerifyAsync(model, Token)));
        _models.AssertHolds(await store.PullAsync(model, cancellationToken: Token));

        await File.WriteAllBytesAsync(path, damaged.AsMemory(0, 500), Token);
        Assert.Equal((null, StoredModelState.Damaged), (store.Find(model), await store.VerifyAsync(model, Token)));
        Assert.True(store.Remove(model));
        Assert.False(store.Remove(model));
        Assert.Empty(_models.Files);
    }

    [Fact]
    public async Task Of_many_that_pull_the_same_model_one_downloads_it()
    {
        using var together = new Barrier(4);
        using var server = new FileServer(request => FileReply.Of(_models.Content, request));
        KnownModel model = _models.At(server.Address);
        Task<string>[] pulls = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(Token);
                return _models.Store.PullAsync(model, cancellationToken: Token);
            }, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap())];

        string[] paths = await Task.WhenAll(pulls);

        Assert.Single(paths.Distinct());
        Assert.Single(server.Requests);
        _models.AssertHolds(paths[0]);
    }

    [Fact]
    public async Task Who_waits_for_another_is_told_and_can_be_cancelled()
    {
        KnownModel model = _models.At(new Uri("http://127.0.0.1:9/"));
        Directory.CreateDirectory(Path.Combine(_models.Folder, model.Sha256));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using FileStream held = new(Path.Combine(_models.Folder, model.Sha256, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var reports = new Reports { OnReport = _ => enough.Cancel() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _models.Store.PullAsync(model, reports, enough.Token));

        Assert.Equal(ModelDownloadStage.Waiting, Assert.Single(reports.All).Stage);
    }

    [Fact]
    public async Task A_mirror_takes_the_place_of_all_sources()
    {
        using var server = new FileServer(request => FileReply.Of(_models.Content, request));
        KnownModel model = _models.At("https://models.invalid/model.onnx");

        _models.AssertHolds(await new ModelStore(_models.Options with { Mirror = new Uri(server.Address, "a/b") }).PullAsync(model, cancellationToken: Token));
        File.Delete(_models.Store.Find(model)!);
        _models.AssertHolds(await Store(ModelStore.MirrorVariable, new Uri(server.Address, "a/b/").AbsoluteUri).PullAsync(model, cancellationToken: Token));

        Assert.Equal([$"/a/b/{model.Sha256}/some_model.onnx", $"/a/b/{model.Sha256}/some_model.onnx"], server.Requests.Select(static r => r.Path));
    }

    [Fact]
    public async Task What_a_mirror_lacks_is_named_as_it_has_to_be_put_there()
    {
        using var server = new FileServer(static _ => FileReply.Empty(404));
        KnownModel model = _models.At("https://models.invalid/model.onnx");
        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => new ModelStore(_models.Options with { Mirror = server.Address }).PullAsync(model, cancellationToken: Token));
        Assert.Contains($"{server.Address}{model.Sha256}/some_model.onnx", error.Message);
        Assert.Contains("do without the mirror", error.Message);
    }

    // What a mirror has to look like is what a store looks like.
    [Fact]
    public async Task A_served_store_is_a_mirror()
    {
        using var origin = new FileServer(request => FileReply.Of(_models.Content, request));
        KnownModel model = _models.At(origin.Address);
        await _models.Store.PullAsync(model, cancellationToken: Token);
        using var mirror = new FileServer(request => FileReply.Of(File.ReadAllBytes(Path.Combine([_models.Folder, .. request.Path.Split('/')])), request));
        using var others = new StoredModels();

        others.AssertHolds(await new ModelStore(others.Options with { Mirror = mirror.Address }).PullAsync(model, cancellationToken: Token));
    }

    [Theory]
    [InlineData("models.example")]
    [InlineData("ftp://models.example/")]
    [InlineData("https://models.example/?token=1")]
    public async Task A_mirror_that_is_no_address_is_refused_by_its_variable(string mirror)
    {
        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => Store(ModelStore.MirrorVariable, mirror).PullAsync(_models.At("https://models.invalid/"), cancellationToken: Token));
        Assert.Contains(ModelStore.MirrorVariable, error.Message);
        Assert.Contains(mirror, error.Message);
    }

    [Fact]
    public void The_folder_is_the_users_cache_unless_named()
    {
        Assert.Equal(Path.Combine("/home/me/.cache", "EdgeInfer", "models"), ModelStore.DefaultFolder(new FakeMachine { Environment = { ["HOME"] = "/home/me" } }));
        Assert.Equal(Path.GetFullPath("elsewhere"), ModelStore.DefaultFolder(new FakeMachine { Environment = { ["HOME"] = "/home/me", [ModelStore.FolderVariable] = "elsewhere" } }));
        Assert.Null(ModelStore.DefaultFolder(new FakeMachine()));
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_found_and_pulling_says_what_to_do()
    {
        var store = new ModelStore(ModelStoreOptions.Default, new FakeMachine(), PartialFile.OpenFile);
        KnownModel model = _models.At("https://models.invalid/");

        Assert.Equal((null, null, StoredModelState.Absent, false), (store.Folder, store.Find(model), await store.VerifyAsync(model, Token), store.Remove(model)));
        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => store.PullAsync(model, cancellationToken: Token));
        Assert.Equal((ModelDownloadFailure.Storage, "some_model", "model-download"), (error.Failure, error.Model, error.ErrorId));
        Assert.Contains(ModelStore.FolderVariable, error.Message);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        string file = Path.Combine(_models.Folder, "file");
        await File.WriteAllTextAsync(file, "", Token);
        var store = new ModelStore(_models.Options with { Folder = Path.Combine(file, "below") });

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => store.PullAsync(_models.At("http://127.0.0.1:9/"), cancellationToken: Token));

        Assert.Equal(ModelDownloadFailure.Storage, error.Failure);
        Assert.Contains(file, error.Message);
        Assert.Contains("name another folder", error.Message);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_and_leaves_nothing()
    {
        using var server = new FileServer(request => FileReply.Of(_models.Content, request));
        var store = new ModelStore(_models.Options, SystemProbe.Instance, static path => new FullDisk(path));

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => store.PullAsync(_models.At(server.Address), cancellationToken: Token));

        Assert.Equal(ModelDownloadFailure.Storage, error.Failure);
        Assert.Contains("No space left on device", error.Message);
        Assert.Contains("free some space", error.Message);
        Assert.Empty(_models.Files);
    }

    [Fact]
    public async Task Names_are_looked_up_and_near_ones_suggested()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _models.Store.PullAsync("yolox_nan", cancellationToken: Token));
        Assert.Contains("did you mean yolox_nano", error.Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ModelStore(new() { Folder = "" }));
        Assert.Throws<ArgumentException>(() => new ModelStore(new() { Mirror = new Uri("ftp://models.example") }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelStore(new() { Attempts = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelStore(new() { StallTimeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelStore(new() { RetryDelay = TimeSpan.FromSeconds(-1) }));
    }

    public void Dispose() => _models.Dispose();

    private ModelStore Store(string variable, string value) => new(_models.Options, new FakeMachine { Environment = { [variable] = value } }, PartialFile.OpenFile);

    private sealed class FullDisk(string path) : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Position + buffer.Length > 100_000) throw new IOException($"No space left on device : '{Name}'");
            base.Write(buffer);
        }
    }
}
