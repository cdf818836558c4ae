namespace EdgeInfer.Providers;

/// <summary>Where shared libraries lie: where the loader looks, and where vendors' installers put theirs.</summary>
/// <param name="os">The operating system.</param>
/// <param name="variable">The environment.</param>
/// <param name="files">The machine's files.</param>
internal sealed class LibraryFolders(TargetOs os, Func<string, string?> variable, ISystemFiles files)
{
    // A part with a * stands for the folders that match it.
    private static readonly string[] OnLinux =
    [
        "/usr/local/cuda/lib64", "/usr/local/cuda-*/lib64", "/usr/local/cuda-*/targets/*/lib", "/usr/local/nvidia/lib64", "/usr/lib/wsl/lib", "/opt/cuda/lib64",
        "/opt/cudnn*/lib", "/usr/local/TensorRT*/lib", "/opt/TensorRT*/lib", "/opt/tensorrt/lib", "/usr/local/tensorrt/lib",
        "/opt/rocm/lib", "/opt/rocm-*/lib", "/opt/intel/openvino*/runtime/lib/intel64", "/usr/local/Ascend/ascend-toolkit/latest/lib64", "/opt/conda/lib",
        "/usr/local/lib/python3*/dist-packages/nvidia/*/lib", "/usr/local/lib/python3*/site-packages/nvidia/*/lib",
    ];

    private static readonly string[] OnWindows =
    [
        @"C:\Program Files\NVIDIA GPU Computing Toolkit\CUDA\v*\bin", @"C:\Program Files\NVIDIA GPU Computing Toolkit\CUDA\v*\bin\x64",
        @"C:\Program Files\NVIDIA\CUDNN\v*\bin", @"C:\Program Files\NVIDIA\CUDNN\v*\bin\*", @"C:\Program Files\NVIDIA\CUDNN\v*\bin\*\x64",
        @"C:\Program Files\NVIDIA Corporation\NVSMI", @"C:\TensorRT*\bin", @"C:\TensorRT*\lib", @"C:\Program Files\TensorRT*\bin", @"C:\Program Files\TensorRT*\lib",
        @"C:\Program Files\AMD\ROCm\*\bin", @"C:\Program Files (x86)\Intel\openvino*\runtime\bin\intel64\Release",
    ];

    // Where installers leave the folder of what they installed, and the folder of libraries in that.
    private static readonly (string Variable, string Folder)[] Named =
    [
        ("CUDA_PATH", "lib64"), ("CUDA_HOME", "lib64"), ("CUDNN_PATH", "lib"), ("CONDA_PREFIX", "lib"), ("VIRTUAL_ENV", "lib/python3*/site-packages/nvidia/*/lib"),
        ("HOME", ".local/lib/python3*/site-packages/nvidia/*/lib"), ("ROCM_PATH", "lib"), ("ASCEND_TOOLKIT_HOME", "lib64"), ("INTEL_OPENVINO_DIR", "runtime/lib/intel64"),
    ];

    private static readonly (string Variable, string Folder)[] NamedOnWindows =
        [("CUDA_PATH", "bin"), ("CUDA_PATH", @"bin\x64"), ("CUDNN_PATH", "bin"), ("CONDA_PREFIX", @"Library\bin"), ("INTEL_OPENVINO_DIR", @"runtime\bin\intel64\Release")];

    private IReadOnlyList<string>? _ofLoader;

    /// <summary>Where the loader looks by itself, in its order.</summary>
    public IReadOnlyList<string> OfLoader => _ofLoader ??= os switch
    {
        TargetOs.Linux => [.. Split("LD_LIBRARY_PATH", ':').Concat(Configured("/etc/ld.so.conf", 0)).Concat(["/lib", "/usr/lib", "/lib64", "/usr/lib64"]).Distinct()],
        TargetOs.Windows => [.. new[] { variable("SystemRoot") is { Length: > 0 } root ? $@"{root}\System32" : "" }.Concat(Split("PATH", ';')).Where(static f => f.Length > 0).Distinct()],
        _ => [],
    };

    /// <summary>Where vendors' installers put libraries, as far as those folders are there.</summary>
    public IEnumerable<string> OfVendors()
    {
        if (os is not (TargetOs.Linux or TargetOs.Windows)) return [];
        bool windows = os == TargetOs.Windows;
        char separator = windows ? '\\' : '/';
        IEnumerable<string> named = (windows ? NamedOnWindows : Named).Where(n => variable(n.Variable) is { Length: > 0 })
            .Select(n => $"{variable(n.Variable)!.TrimEnd(separator)}{separator}{n.Folder}");
        return named.Concat(windows ? OnWindows : OnLinux).SelectMany(pattern => Expand(pattern, separator)).Distinct();
    }

    private IEnumerable<string> Expand(string pattern, char separator)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return [pattern];
        int start = pattern.LastIndexOf(separator, star), end = pattern.IndexOf(separator, star);
        string folder = pattern[..start], part = end < 0 ? pattern[(start + 1)..] : pattern[(start + 1)..end], rest = end < 0 ? "" : pattern[end..];
        return files.List(folder, part).Order(StringComparer.Ordinal).SelectMany(found => Expand(found + rest, separator));
    }

    private IEnumerable<string> Split(string name, char separator) =>
        (variable(name) ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static f => f.Length > 1 ? f.TrimEnd('/', '\\') : f);

    /// <summary>ldconfig's configuration: a folder a line, and other files to include.</summary>
    private IEnumerable<string> Configured(string path, int depth)
    {
        // Files that include each other end here.
        if (depth > 4 || files.ReadText(path) is not { } text) yield break;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Split('#')[0].Trim();
            if (line.StartsWith("include ", StringComparison.Ordinal))
            {
                string pattern = line["include ".Length..].Trim();
                if (!pattern.StartsWith('/')) pattern = $"/etc/{pattern}";
                int slash = pattern.LastIndexOf('/');
                foreach (string included in files.List(pattern[..slash], pattern[(slash + 1)..]).Order(StringComparer.Ordinal))
                {
                    foreach (string folder in Configured(included, depth + 1)) yield return folder;
                }
            }
            else if (line.StartsWith('/'))
            {
                yield return line.TrimEnd('/');
            }
        }
    }
}
