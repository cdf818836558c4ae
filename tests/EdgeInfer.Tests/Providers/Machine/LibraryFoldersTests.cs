using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>Where loaders look, and where vendors' installers put what loaders then do not find.</summary>
public sealed class LibraryFoldersTests
{
    [Fact]
    public void On_Linux_the_loader_looks_where_the_environment_and_ldconfig_say()
    {
        FakeFiles files = new FakeFiles().Add("""
            == /etc/ld.so.conf
            include /etc/ld.so.conf.d/*.conf
            # a comment
            /opt/last/lib
            == /etc/ld.so.conf.d/a.conf
            /usr/local/lib   # trailing
            == /etc/ld.so.conf.d/cuda.conf
            /usr/local/cuda/targets/x86_64-linux/lib/
            == /etc/ld.so.conf.d/readme.txt
            /not/this
            """);
        var folders = new LibraryFolders(TargetOs.Linux, static v => v == "LD_LIBRARY_PATH" ? "/opt/one/lib/:/opt/two::" : null, files);
        Assert.Equal(
            ["/opt/one/lib", "/opt/two", "/usr/local/lib", "/usr/local/cuda/targets/x86_64-linux/lib", "/opt/last/lib", "/lib", "/usr/lib", "/lib64", "/usr/lib64"],
            folders.OfLoader);
    }

    [Fact]
    public void Files_that_include_themselves_end()
    {
        FakeFiles files = new FakeFiles().Set("/etc/ld.so.conf", "include ld.so.conf\n/opt/lib\n");
        Assert.Contains("/opt/lib", new LibraryFolders(TargetOs.Linux, static _ => null, files).OfLoader);
    }

    [Fact]
    public void Vendors_folders_are_found_by_their_patterns()
    {
        FakeFiles files = new FakeFiles().Set("/usr/local/cuda-12.4/lib64/libcudart.so.12", "").Set("/home/me/.local/lib/python3.12/site-packages/nvidia/cudnn/lib/libcudnn.so.9", "");
        string[] found = [.. new LibraryFolders(TargetOs.Linux, static v => v == "HOME" ? "/home/me" : v == "CUDA_PATH" ? "/opt/my-cuda/" : null, files).OfVendors()];
        Assert.Contains("/usr/local/cuda-12.4/lib64", found);
        Assert.Contains("/usr/local/cuda/lib64", found);
        Assert.Contains("/home/me/.local/lib/python3.12/site-packages/nvidia/cudnn/lib", found);
        Assert.Contains("/opt/my-cuda/lib64", found);
        Assert.DoesNotContain(found, static f => f.Contains('*'));
    }

    [Fact]
    public void On_Windows_the_loader_looks_on_PATH()
    {
        var folders = new LibraryFolders(TargetOs.Windows, static v => v switch { "PATH" => @"C:\one;C:\two\;;", "SystemRoot" => @"C:\Windows", "CUDA_PATH" => @"C:\CUDA\v12.4", _ => null }, new FakeFiles());
        Assert.Equal([@"C:\Windows\System32", @"C:\one", @"C:\two"], folders.OfLoader);
        Assert.Contains(@"C:\CUDA\v12.4\bin", folders.OfVendors());
    }

    [Fact]
    public void Elsewhere_nobody_looks()
    {
        var folders = new LibraryFolders(TargetOs.Ios, static _ => "/x", new FakeFiles());
        Assert.Empty(folders.OfLoader);
        Assert.Empty(folders.OfVendors());
    }

    [Fact]
    public void A_folder_is_looked_into_again_after_it_changed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("libthing.so.1", ""u8);
        folder.Write("libthing.txt", ""u8);
        var index = new LibraryIndex(new LibraryFolders(OperatingSystem.IsWindows() ? TargetOs.Windows : TargetOs.Linux, v => v is "LD_LIBRARY_PATH" or "PATH" ? folder.Path : null, new FakeFiles()));
        Assert.Equal([folder.File("libthing.so.1")], index.Find("libthing"));
        Assert.Empty(index.Find("libother"));
        folder.Write("libother.so.2", ""u8);
        // The clock of a file system may tick slowly.
        Directory.SetLastWriteTimeUtc(folder.Path, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal([folder.File("libother.so.2")], index.Find("libother"));
    }
}
