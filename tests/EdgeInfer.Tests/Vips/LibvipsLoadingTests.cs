using EdgeInfer.Vips;
using EdgeInfer.Vips.Interop;

namespace EdgeInfer.Tests.Vips;

public sealed class LibvipsLoadingTests
{
    [Fact]
    public void Environment_leaves_no_other_choice()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(["/some/libvips.so"], LibvipsLocations.Find("/some/libvips.so", [folder.Path]));
    }

    [Fact]
    public void Environment_may_name_a_folder()
    {
        using var folder = new TemporaryFolder();
        string library = folder.Write(FileName, []);
        folder.Write("other.txt", []);

        Assert.Equal([library], LibvipsLocations.Find(folder.Path, []));
    }

    [Fact]
    public void Application_comes_before_the_system()
    {
        using var folder = new TemporaryFolder();
        string library = folder.Write(FileName, []);
        string missing = Path.Combine(folder.Path, "not there");
        IReadOnlyList<string> found = LibvipsLocations.Find(null, [missing, folder.Path, folder.Path]);

        // The place that holds none stays in the list, for the error message; a folder named twice is searched once.
        Assert.Equal([Path.Combine(missing, FileName), library], found.Take(2));
        Assert.True(found.Count > 2);
        Assert.All(found.Skip(2), name => Assert.DoesNotContain(folder.Path, name, StringComparison.Ordinal));
    }

    [Fact]
    public void Failure_lists_every_attempt_and_the_remedies()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write(FileName, "this is not a library"u8);
        string missing = folder.File("missing.so");
        var error = Assert.Throws<LibvipsNotFoundException>(() => VipsLibrary.Load([text, missing, "libvips-that-nobody-has.so"]));

        Assert.Equal(3, error.Attempts.Count);
        Assert.StartsWith(text, error.Attempts[0], StringComparison.Ordinal);
        Assert.DoesNotContain("(not found)", error.Attempts[0], StringComparison.Ordinal);
        Assert.Contains("(not found)", error.Attempts[1], StringComparison.Ordinal);
        Assert.Contains("EdgeInfer.Vips.Native", error.Message, StringComparison.Ordinal);
        Assert.Contains(VipsLibrary.PathVariable, error.Message, StringComparison.Ordinal);
        Assert.Contains(LibvipsLocations.RuntimeIdentifier, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Another_library_is_not_taken_for_libvips()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names the C library of Linux.");
        var error = Assert.Throws<LibvipsNotFoundException>(() => VipsLibrary.Load(["libc.so.6"]));

        Assert.Contains("not libvips", error.Message, StringComparison.Ordinal);
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips-42.dylib" : "libvips-42.so";
}
