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
            Span<byte> start = stackalloc byte[4];
            int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (!IsLibrary(start[..read]))
                return ($"{path} is not a shared library of this system", "use the library that was built for it");
            return Exports(file)
                ? null
                : ($"{path} is a library, but no plug-in of ONNX Runtime: it has no function CreateEpFactories", "use a provider built as a plug-in (ONNX Runtime 1.22 or newer)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ($"{path} cannot be read ({e.Message.ReplaceLineEndings(" ")})", "check its permissions");
        }
    }

    private static bool IsLibrary(ReadOnlySpan<byte> start) =>
        OperatingSystem.IsWindows() ? start.StartsWith("MZ"u8)
        : OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() ? start.SequenceEqual<byte>([0xCF, 0xFA, 0xED, 0xFE]) || start.SequenceEqual<byte>([0xCA, 0xFE, 0xBA, 0xBE])
        : start.SequenceEqual("\u007FELF"u8);

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
