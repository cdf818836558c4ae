using System.Runtime.InteropServices;

namespace EdgeInfer.Vips.Interop;

/// <summary>Finds, loads and sets up libvips, once per process.</summary>
internal static class VipsLibrary
{
    /// <summary>The name all imports go by; <see cref="EnsureReady"/> decides which file stands behind it.</summary>
    public const string Name = "libvips";

    /// <summary>Names the file, or the folder that holds it, and leaves no other choice.</summary>
    public const string PathVariable = "EDGEINFER_LIBVIPS";

    private static readonly Lock Gate = new();
    private static volatile bool _ready;
    private static nint _library;

    /// <summary>Loads libvips on the first call. A failure is not remembered: a later call looks again.</summary>
    /// <exception cref="LibvipsNotFoundException">No usable libvips was found.</exception>
    public static void EnsureReady()
    {
        if (_ready) return;
        lock (Gate)
        {
            if (_ready) return;
            if (_library == 0)
            {
                _library = Load(LibvipsLocations.ForThisProcess());
                NativeLibrary.SetDllImportResolver(
                    typeof(VipsLibrary).Assembly, static (name, _, _) => name == Name ? _library : 0);
            }

            SetUp();
            _ready = true;
        }
    }

    /// <summary>Loads the first candidate that is a libvips this package can work with.</summary>
    internal static nint Load(IReadOnlyList<string> candidates)
    {
        var attempts = new List<string>();
        foreach (string candidate in candidates)
        {
            nint library;
            try
            {
                library = NativeLibrary.Load(candidate);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                // The loader's text repeats the path and runs over several lines; its first line holds the reason.
                attempts.Add(Path.IsPathRooted(candidate) && File.Exists(candidate)
                    ? $"{candidate} ({e.Message.Split('\n')[0].Trim()})"
                    : $"{candidate} (not found)");
                continue;
            }

            if (Unsuitable(library) is not { } reason) return library;
            attempts.Add($"{candidate} ({reason})");
            NativeLibrary.Free(library);
        }

        throw new LibvipsNotFoundException(
            $"libvips for {LibvipsLocations.RuntimeIdentifier}: expected the native library behind EdgeInfer.Vips, found none; tried: {string.Join(", ", attempts)}. " +
            $"Add the package EdgeInfer.Vips.Native to the application, install libvips 8.13 or newer, or set {PathVariable} to its file.",
            attempts);
    }

    private static unsafe string? Unsuitable(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "vips_version", out nint version)) return "not libvips";
        if (!NativeLibrary.TryGetExport(library, "g_object_set_property", out _)) return "does not export the GLib it uses";

        var part = (delegate* unmanaged[Cdecl]<int, int>)version;
        return NativeLibrary.TryGetExport(library, "vips_block_untrusted_set", out _)
            ? null
            : $"version {part(0)}.{part(1)}, needs 8.13 or newer";
    }

    private static void SetUp()
    {
        // libvips reads its settings from the environment while it initialises, and logs from then on.
        VipsEventSource.Attach();
        if (Native.Init("edgeinfer") != 0)
        {
            throw new LibvipsNotFoundException($"libvips was found but cannot start: {VipsException.Take().Message}.", []);
        }

        // Loaders that libvips itself does not trust with hostile files stay shut, whatever path leads to them.
        Native.BlockUntrusted(1);

        // A remembered operation would keep its pixels; every picture here is decoded once.
        Native.SetCacheMax(0);

        // Callers bring their own parallelism, and the processor's cores belong to inference. Decoding runs on the
        // calling thread anyway; this bounds what encoding and turning start beside it.
        if (Environment.GetEnvironmentVariable("VIPS_CONCURRENCY") is null) Native.SetConcurrency(1);
    }
}
