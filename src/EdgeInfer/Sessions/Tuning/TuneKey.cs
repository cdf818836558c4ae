using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Everything that a winner depends on. Another model, machine, runtime or wish has another key.</summary>
/// <param name="Text">As lines; kept in the file and compared when it is read.</param>
/// <param name="FileName">The file that remembers the winner.</param>
internal sealed record TuneKey(string Text, string FileName)
{
    /// <summary>Changes when what is in a file means something else.</summary>
    public const int Format = 1;

    /// <exception cref="ModelLoadException">The model cannot be read.</exception>
    /// <exception cref="ProviderUnavailableException">ONNX Runtime cannot be loaded.</exception>
    public static TuneKey Of(ModelContent model, ModelSessionOptions options) => Of(model.Fingerprint, options, OnnxRuntimeBuild(), DeviceFingerprint.Current);

    public static TuneKey Of(ModelFingerprint model, ModelSessionOptions options, string runtime, string machine)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"format {Format} of EdgeInfer {typeof(TuneKey).Assembly.GetName().Version}\nmodel {model.Sha256}\n");
        foreach (ExternalDataFile file in model.ExternalData) text.Append(CultureInfo.InvariantCulture, $"data {file}\n");
        text.Append(CultureInfo.InvariantCulture, $"runtime {runtime}\nmachine {machine}\nproviders {options.Providers}\npolicy {options.Policy}\nthreads {options.Threads}\nfallback {options.AllowCpuFallback}\n");
        foreach ((string key, string value) in options.ConfigEntries.OrderBy(static e => e.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"entry {key}={value}\n");
        foreach (ProviderOptions provider in options.ProviderOptions.OrderBy(static o => o.Provider, StringComparer.Ordinal))
        {
            foreach ((string key, string value) in provider.ToKeys(options.Policy).OrderBy(static k => k.Key, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"option {provider.Provider}.{key}={value}\n");
        }

        string full = text.ToString();
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..32];
        return new TuneKey(full, $"{Prefix(model.SizeBytes)}{hash}.json");
    }

    /// <summary>How the names of all files about models of this size begin: where there is none, a model need not be hashed.</summary>
    public static string Prefix(long modelBytes) => string.Create(CultureInfo.InvariantCulture, $"{modelBytes}-");

    /// <summary>Version, providers and size of the native library: builds of one version differ in what they can do.</summary>
    private static string OnnxRuntimeBuild()
    {
        SystemProbe system = SystemProbe.Instance;
        string name = system.Os switch { TargetOs.Windows => "onnxruntime.dll", TargetOs.MacOs or TargetOs.Ios => "libonnxruntime.dylib", _ => "libonnxruntime.so" };
        string? library = system.NativeLibraryFolders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(system.FileExists);
        long bytes = library is null ? 0 : new FileInfo(library).Length;
        return string.Create(CultureInfo.InvariantCulture, $"{OnnxRuntimeLibrary.Version} {bytes} {string.Join(' ', OnnxRuntimeLibrary.CompiledProviders)}");
    }
}
