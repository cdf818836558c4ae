using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>The real machine's probe: whatever it is asked, it answers and does not throw.</summary>
public sealed class SystemProbeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("no-such-library-anywhere.so.99")]
    [InlineData("/no/such/folder/lib.so")]
    public void A_library_that_is_not_there_cannot_be_loaded(string name) => Assert.False(SystemProbe.Instance.CanLoadLibrary(name));

    [Fact]
    public void A_file_that_is_no_library_cannot_be_loaded()
    {
        using var folder = new TemporaryFolder();
        Assert.False(SystemProbe.Instance.CanLoadLibrary(folder.Write("lib.so", "text"u8)));
    }

    [Fact]
    public void Folders_that_are_not_there_have_no_files()
    {
        using var folder = new TemporaryFolder();
        string driver = folder.Write("driver.json", "{}"u8);
        folder.Write("readme.txt", "{}"u8);
        Assert.Equal([driver], SystemProbe.Instance.FindFiles(folder.Path, "*.json"));
        Assert.Empty(SystemProbe.Instance.FindFiles(folder.File("absent"), "*.json"));
        Assert.Empty(SystemProbe.Instance.FindFiles("", "*.json"));
        Assert.True(SystemProbe.Instance.FileExists(driver));
        Assert.False(SystemProbe.Instance.FileExists(folder.Path));
    }

    [Fact]
    public void Device_nodes_are_files_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no device nodes here.");
        Assert.Equal(["/dev/null"], SystemProbe.Instance.FindFiles("/dev", "nul?"));
        Assert.Contains("/dev/null", SystemProbe.Instance.FindFiles("/dev", "null*"));
    }

    [Fact]
    public void ONNX_Runtime_lies_in_one_of_the_folders_and_has_a_CPU_provider()
    {
        Assert.Contains("CPUExecutionProvider", SystemProbe.Instance.CompiledProviders);
        Assert.Equal(SystemProbe.Instance.NativeLibraryFolders.Distinct(), SystemProbe.Instance.NativeLibraryFolders);
        string library = OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime*.dylib" : "libonnxruntime.so*";
        Assert.Contains(SystemProbe.Instance.NativeLibraryFolders, folder => SystemProbe.Instance.FindFiles(folder, library).Count > 0);
    }
}
