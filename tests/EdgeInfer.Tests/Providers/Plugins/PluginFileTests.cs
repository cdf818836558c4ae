using System.Runtime.InteropServices;
using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>Real files that are no plug-in, and the real ONNX Runtime.</summary>
public sealed class PluginFileTests
{
    [Fact]
    public void What_is_no_library_is_refused_before_it_is_loaded()
    {
        using var folder = new TemporaryFolder();

        AssertFault("does not exist", folder.File("none.so"));
        AssertFault("is a folder", folder.Path);
        AssertFault("is not a shared library of this system", folder.Write("empty.so", []));
        AssertFault("is not a shared library of this system", folder.Write("text.so", "CreateEpFactories\0, says a text"u8));
    }

    [Fact]
    public void A_library_without_the_function_is_refused() => AssertFault("no function CreateEpFactories", SomeLibrary());

    [Fact]
    public void The_functions_name_is_found_wherever_it_lies()
    {
        using var folder = new TemporaryFolder();
        byte[] library = File.ReadAllBytes(SomeLibrary());
        foreach (int behind in (int[])[0, 1, 7, (1 << 20) - library.Length % (1 << 20) - 5, 3 << 20])
        {
            byte[] with = [.. library, .. new byte[behind], .. "CreateEpFactories\0"u8];

            Assert.Null(PluginFile.Fault(folder.Write("with.so", with)));
        }
    }

    [Fact]
    public void A_library_that_was_cut_off_is_refused_at_every_length()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems' loaders see that themselves.");
        using var folder = new TemporaryFolder();
        byte[] library = File.ReadAllBytes(SomeLibrary());
        // What is loaded ends before the file does; section names behind it may be missing.
        int needed = Enumerable.Range(0, library.Length / 512 + 1).Select(static i => i * 512).First(length => ElfHeader.Fault(new MemoryStream(library[..length]), RuntimeInformation.ProcessArchitecture) is null);
        Assert.InRange(needed, library.Length / 2, library.Length);
        foreach (int length in (int[])[4, 51, 64, 100, 4000, needed / 2, needed - 512])
            AssertFault(length < 52 ? "is not a shared library" : "is cut off after", folder.Write("half.so", [.. library.AsSpan(0, length)]));
    }

    [Theory]
    [InlineData(Architecture.X64, Architecture.Arm64)]
    [InlineData(Architecture.Arm64, Architecture.X64)]
    public void A_library_for_another_processor_is_refused(Architecture built, Architecture here)
    {
        byte[] head = new byte[64];
        "\u007FELF"u8.CopyTo(head);
        (head[4], head[18], head[54]) = (2, (byte)(built == Architecture.X64 ? 62 : 183), 56);

        Assert.StartsWith("is for another processor", ElfHeader.Fault(new MemoryStream(head), here));
        Assert.Null(ElfHeader.Fault(new MemoryStream(head), built));
    }

    [Fact]
    public void The_real_runtime_lists_such_files_and_does_not_throw()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("libonnxruntime_ep_text.so", "text"u8);
        var registry = new CapabilityRegistry(SystemProbe.Instance, OrtPluginRuntime.Instance);

        ProviderReport report = Assert.Single(registry.RegisterPlugin(text));

        Assert.Equal("text", report.Provider.Name);
        Assert.Contains("is not a shared library", report.Status.Reason);
        Assert.Contains(registry.Probe(), static r => r.Provider.Name == "text");
    }

    [Fact]
    public void A_library_that_only_looks_like_a_plug_in_is_refused_by_the_runtime()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a library to append to.");
        using var folder = new TemporaryFolder();
        string library = folder.Write("liblooks.so", [.. File.ReadAllBytes(SomeLibrary()), .. "CreateEpFactories\0"u8]);

        ProviderReport report = Assert.Single(new CapabilityRegistry(SystemProbe.Instance, OrtPluginRuntime.Instance).RegisterPlugin(library));

        Assert.False(report.Status.IsReady);
        Assert.Contains($"ONNX Runtime {CapabilityRegistry.OnnxRuntimeVersion} cannot use {library}", report.Status.Reason);
    }

    [Fact]
    public void The_devices_of_built_in_providers_are_listed()
    {
        EpDevice cpu = Assert.Single(CapabilityRegistry.Current.Devices, static d => d.OrtName == "CPUExecutionProvider");

        Assert.Equal(EpDeviceKind.Cpu, cpu.Kind);
        Assert.StartsWith("CPU", cpu.ToString());
        Assert.NotNull(cpu.Native);
    }

    /// <summary>A library that is certainly here, small, and no plug-in.</summary>
    private static string SomeLibrary()
    {
        string name = OperatingSystem.IsWindows() ? "onnxruntime_providers_shared.dll" : OperatingSystem.IsMacOS() ? "libSystem.Native.dylib" : "libSystem.Native.so";
        string? found = SystemProbe.Instance.NativeLibraryFolders.Append(Path.GetDirectoryName(typeof(object).Assembly.Location)!)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{name} is not beside the runtime.");
        return found!;
    }

    private static void AssertFault(string expected, string path)
    {
        (string Reason, string Remedy)? fault = PluginFile.Fault(path);

        Assert.NotNull(fault);
        Assert.Contains(expected, fault.Value.Reason);
        Assert.Contains(path, fault.Value.Reason);
        Assert.NotEqual("", fault.Value.Remedy);
    }
}
