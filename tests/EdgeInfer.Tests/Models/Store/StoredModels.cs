using System.Security.Cryptography;
using EdgeInfer.Models;

namespace EdgeInfer.Tests.Models.Store;

/// <summary>A store of a test's own, and a model that a test's own server has.</summary>
internal sealed class StoredModels : IDisposable
{
    // As the library's own: redirects come here. Proxies of this machine's user would be in between.
    private static readonly HttpClient Direct = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private readonly TemporaryFolder _folder = new();

    public StoredModels(int bytes = 300_000)
    {
        Content = new byte[bytes];
        new Random(20261121).NextBytes(Content);
    }

    public byte[] Content { get; }

    public string Folder => _folder.Path;

    public ModelStoreOptions Options => new() { Folder = _folder.Path, HttpClient = Direct, RetryDelay = TimeSpan.FromMilliseconds(1) };

    public ModelStore Store => new(Options);

    public KnownModel At(Uri server, string path = "model.onnx") => At(new Uri(server, path).AbsoluteUri);

    public KnownModel At(string address) => new(new CatalogDocument
    {
        Name = "some_model",
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content)),
        Bytes = Content.Length,
        Url = address,
        Manifest = new ManifestDocument { Task = ModelTask.Detect, License = "MIT", Source = "https://github.com/owner/repository/blob/0123456789abcdef0123456789abcdef01234567/model.onnx" },
    });

    /// <summary>Files in the store, without locks.</summary>
    public string[] Files => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(static f => Path.GetFileName(f)).Where(static f => f != ".lock").Order(StringComparer.Ordinal)];

    public void AssertHolds(string path)
    {
        Assert.Equal(Content, File.ReadAllBytes(path));
        Assert.Equal(["some_model.onnx"], Files);
    }

    public void Dispose() => _folder.Dispose();
}
