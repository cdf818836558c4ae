using System.Runtime.InteropServices;

namespace EdgeInfer.Providers;

/// <summary>Looks at a plug-in library's file without loading it, since loading runs its code.</summary>
internal static class PluginFile
{
    private const int BlockBytes = 1 << 20;

    /// <returns>Why it cannot be a plug-in library for this machine, and what to do; null where it may be one. Never throws.</returns>
    public static (string Reason, string Remedy)? Fault(string path)
    {
        try
        {
            if (Directory.Exists(path)) return ($"{path} is a folder", "name the library in it, or the folder in EDGEINFER_PROVIDER_PATH");
            if (!File.Exists(path)) return ($"{path} does not exist", "check the path");
            using FileStream file = File.OpenRead(path);
            if (Fault(file) is { } fault) return ($"{path} {fault}", "use the library that was built for this system and processor, and copy it again");
            file.Position = 0;
            return Exports(file)
                ? null
                : ($"{path} is a library, but no plug-in of ONNX Runtime: it has no function CreateEpFactories", "use a provider built as a plug-in (ONNX Runtime 1.22 or newer)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ($"{path} cannot be read ({e.Message.ReplaceLineEndings(" ")})", "check its permissions");
        }
    }

    private static string? Fault(FileStream file)
    {
        if (!OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS() && !OperatingSystem.IsIOS())
            return ElfHeader.Fault(file, RuntimeInformation.ProcessArchitecture);

        // The loaders there look closer themselves, and say so instead of crashing.
        Span<byte> start = stackalloc byte[4];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        bool isLibrary = OperatingSystem.IsWindows()
            ? start.StartsWith("MZ"u8)
            : start.SequenceEqual<byte>([0xCF, 0xFA, 0xED, 0xFE]) || start.SequenceEqual<byte>([0xCA, 0xFE, 0xBA, 0xBE]);
        return isLibrary ? null : "is not a shared library of this system";
    }

    /// <summary>Whether the function's name stands in the file, as it must among the names of exports; ONNX Runtime has the last word.</summary>
    private static bool Exports(FileStream file)
    {
        ReadOnlySpan<byte> name = "CreateEpFactories\0"u8;
        byte[] block = new byte[BlockBytes];
        int kept = 0;
        for (int read; (read = file.Read(block, kept, block.Length - kept)) > 0;)
        {
            ReadOnlySpan<byte> seen = block.AsSpan(0, kept + read);
            if (seen.IndexOf(name) >= 0) return true;
            // The name may lie across two blocks.
            kept = Math.Min(name.Length - 1, seen.Length);
            seen[^kept..].CopyTo(block);
        }

        return false;
    }
}
