using System.Security.Cryptography;
using EdgeInfer.Providers;

namespace EdgeInfer.Models;

/// <summary>A folder with models of the <see cref="ModelCatalog"/>, which are downloaded on request.</summary>
/// <remarks>
/// What is in it was checked against the catalogue's sha256 before it got its name, and got that at once or not at all. Thread-safe, also between
/// processes: of several that want the same model one downloads it and the others wait. Nothing is downloaded unless it is asked for.
/// </remarks>
public sealed class ModelStore
{
    internal const string FolderVariable = "EDGEINFER_MODEL_CACHE", MirrorVariable = "EDGEINFER_MODEL_MIRROR";

    private readonly ModelStoreOptions _options;
    private readonly ISystemProbe _system;
    private readonly Func<string, Stream> _openPartial;

    /// <param name="options">Null means <see cref="ModelStoreOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ModelStore(ModelStoreOptions? options = null)
        : this(options ?? ModelStoreOptions.Default, SystemProbe.Instance, PartialFile.OpenFile)
    {
    }

    /// <param name="options">How.</param>
    /// <param name="system">Where environment variables come from.</param>
    /// <param name="openPartial">Opens the file that is being downloaded; tests put a full disk in its place.</param>
    internal ModelStore(ModelStoreOptions options, ISystemProbe system, Func<string, Stream> openPartial)
    {
        options.Validate();
        (_options, _system, _openPartial) = (options, system, openPartial);
        Folder = options.Folder ?? DefaultFolder(system);
    }

    /// <summary>The user's store.</summary>
    public static ModelStore Default { get; } = new();

    /// <summary>Where models are kept: each in a folder named by its sha256. Null where this user has no cache folder; then nothing is found, and nothing can be kept.</summary>
    public string? Folder { get; }

    /// <summary>Looks whether a model is there; its size is compared, its contents are not: see <see cref="VerifyAsync"/>.</summary>
    /// <returns>Its file, or null.</returns>
    public string? Find(KnownModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (PathOf(model) is not { } path) return null;
        var file = new FileInfo(path);
        return file.Exists && file.Length == model.SizeBytes ? path : null;
    }

    /// <summary>Looks whether a model is there and hashes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Stops hashing.</param>
    /// <exception cref="ModelDownloadException">The file cannot be read.</exception>
    public async Task<StoredModelState> VerifyAsync(KnownModel model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (PathOf(model) is not { } path) return StoredModelState.Absent;
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            await using (file.ConfigureAwait(false))
            {
                if (file.Length != model.SizeBytes) return StoredModelState.Damaged;
                byte[] hash = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
                return Convert.ToHexStringLower(hash) == model.Sha256 ? StoredModelState.Intact : StoredModelState.Damaged;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return StoredModelState.Absent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelDownloadException($"{path}: the model file cannot be read ({e.Message}); check its permissions.", ModelDownloadFailure.Storage, model.Name, e);
        }
    }

    /// <summary>Gives a model's file; downloads it where it is not there, or damaged.</summary>
    /// <param name="name">Its name in the catalogue, capitals or not.</param>
    /// <param name="progress">Told of each piece, on the thread that it came on.</param>
    /// <param name="cancellationToken">Stops; what has arrived is kept, and continued the next time.</param>
    /// <returns>The file's full path.</returns>
    /// <exception cref="ArgumentException">The catalogue has no such model.</exception>
    /// <exception cref="ModelDownloadException">It cannot be had, or not be kept.</exception>
    public Task<string> PullAsync(string name, IProgress<ModelDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (ModelCatalog.Find(name) is { } model) return PullAsync(model, progress, cancellationToken);
        string near = ModelCatalog.Suggest(name) is { Count: > 0 } suggestions ? $"did you mean {string.Join(" or ", suggestions)}?" : "ModelCatalog.All has all names.";
        throw new ArgumentException($"'{name}' is not in the catalogue; {near}", nameof(name));
    }

    /// <summary>Gives a model's file; downloads it where it is not there, or damaged.</summary>
    /// <param name="model">The model.</param>
    /// <inheritdoc cref="PullAsync(string, IProgress{ModelDownloadProgress}?, CancellationToken)"/>
    /// <param name="progress">Told of each piece, on the thread that it came on.</param>
    /// <param name="cancellationToken">Stops; what has arrived is kept, and continued the next time.</param>
    public async Task<string> PullAsync(KnownModel model, IProgress<ModelDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (await VerifyAsync(model, cancellationToken).ConfigureAwait(false) == StoredModelState.Intact) return PathOf(model)!;
        string path = PathOf(model) ?? throw new ModelDownloadException(
            $"{model.Name}: this user has no cache folder to keep models in; name one in ModelStoreOptions.Folder or {FolderVariable}.", ModelDownloadFailure.Storage, model.Name);
        var source = new WebFile(_options.HttpClient ?? WebFile.OwnClient, SourceOf(model));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using StoreLock held = await StoreLock.AcquireAsync(
                Path.Combine(Path.GetDirectoryName(path)!, ".lock"),
                () => progress?.Report(new ModelDownloadProgress(ModelDownloadStage.Waiting, 0, model.SizeBytes)), cancellationToken).ConfigureAwait(false);
            // Whoever held it may have brought it.
            if (await VerifyAsync(model, cancellationToken).ConfigureAwait(false) != StoredModelState.Intact)
                await DownloadAsync(model, source, path, progress, cancellationToken).ConfigureAwait(false);
            return path;
        }
        catch (DownloadFault e)
        {
            throw new ModelDownloadException($"{model.Name} from {source.Address}: {e.Message}; {Remedy(e.Failure, model, source.Address)}", e.Failure, model.Name, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelDownloadException($"{model.Name}: {Folder}: {e.Message.TrimEnd('.')}; {Remedy(ModelDownloadFailure.Storage, model, source.Address)}", ModelDownloadFailure.Storage, model.Name, e);
        }
    }

    /// <summary>Removes a model's file.</summary>
    /// <param name="model">The model; on Windows nobody may have it loaded.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ModelDownloadException">It cannot be removed.</exception>
    public bool Remove(KnownModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (PathOf(model) is not { } path || !File.Exists(path)) return false;
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelDownloadException($"{path}: the file cannot be removed ({e.Message}); check its permissions, and whether it is in use.", ModelDownloadFailure.Storage, model.Name, e);
        }
    }

    internal static string? DefaultFolder(ISystemProbe system)
    {
        if (system.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named) return Path.GetFullPath(named);
        return ProviderCache.RootOn(system.Os, system.GetEnvironmentVariable, system.GetEnvironmentVariable("HOME") ?? "") is { } root ? Path.Combine(root, "models") : null;
    }

    private async Task DownloadAsync(KnownModel model, WebFile source, string path, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        PartialFile partial = PartialFile.Open(path, _openPartial);
        bool keep = false;
        try
        {
            await new ModelDownload(model, source, partial, _options, progress).RunAsync(cancellationToken).ConfigureAwait(false);
            partial.Complete();
            keep = true;
        }
        catch (Exception e) when (e is OperationCanceledException or DownloadFault { Failure: ModelDownloadFailure.Unreachable or ModelDownloadFailure.Refused })
        {
            keep = partial.Length > 0;
            throw;
        }
        finally
        {
            if (keep) partial.Dispose();
            else partial.Discard();
        }
    }

    private string? PathOf(KnownModel model) => Folder is null ? null : Path.Combine(Folder, model.Sha256, model.FileName);

    private Uri SourceOf(KnownModel model)
    {
        Uri? mirror = _options.Mirror;
        if (mirror is null && _system.GetEnvironmentVariable(MirrorVariable) is { Length: > 0 } named)
        {
            try
            {
                mirror = Uri.TryCreate(named, UriKind.Absolute, out Uri? address) ? ModelStoreOptions.RequireWebAddress(address, MirrorVariable) : throw new ArgumentException($"{MirrorVariable} is '{named}': not an address.");
            }
            catch (ArgumentException e)
            {
                throw new ModelDownloadException($"{e.Message} Correct it, or unset it for the models' own sources.", ModelDownloadFailure.Unreachable, model.Name, e);
            }
        }

        return mirror is null ? model.Source : new Uri($"{mirror.AbsoluteUri.TrimEnd('/')}/{model.Sha256}/{model.FileName}");
    }

    private static string Remedy(ModelDownloadFailure failure, KnownModel model, Uri asked) => failure switch
    {
        ModelDownloadFailure.Unreachable => $"check the connection and the proxy (HTTPS_PROXY), or name a mirror in {MirrorVariable}, and pull again: what has arrived is kept.",
        ModelDownloadFailure.Refused when asked != model.Source => $"put the file there, with sha256 {model.Sha256}, or do without the mirror ({MirrorVariable}).",
        ModelDownloadFailure.Refused => $"look whether {model.Page} is still there, or name a mirror in {MirrorVariable}.",
        ModelDownloadFailure.WrongContent => $"nothing of it is kept; something between here and the source gives another file: try another network, or a mirror ({MirrorVariable}).",
        _ => $"free some space, or name another folder in ModelStoreOptions.Folder or {FolderVariable}.",
    };
}
