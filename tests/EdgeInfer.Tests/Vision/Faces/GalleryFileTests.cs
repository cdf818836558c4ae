using System.Security.Cryptography;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

/// <summary>A gallery's file: whole, or as it was before; and nothing but a whole one is read.</summary>
public sealed class GalleryFileTests
{
    private const string Model = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private const string OtherModel = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Fact]
    public void What_was_saved_is_loaded()
    {
        using var folder = new TemporaryFolder();
        FaceGallery gallery = Sample();
        gallery.Save(folder.File("people.faces"));
        FaceGallery loaded = FaceGallery.Load(folder.File("people.faces"), Model.ToUpperInvariant());

        Assert.Equal((Model, 3, 4), (loaded.Model, loaded.Dimension, loaded.Count));
        Assert.Equal(gallery.Names, loaded.Names);
        Assert.Equal(gallery.Rows.Vectors, loaded.Rows.Vectors);
        Assert.Equal(gallery.Rows.Owners, loaded.Rows.Owners);
        // Nothing else is left in the folder.
        Assert.Equal([folder.File("people.faces")], Directory.GetFileSystemEntries(folder.Path));

        // It goes on as any other.
        loaded.Enrol("Dee", new Embedding([0, 0, 1]));
        loaded.Remove("Ada");
        loaded.Save(folder.File("people.faces"));
        FaceGallery again = FaceGallery.Load(folder.File("people.faces"));
        Assert.Equal(["Dee", "Zoë 写真"], again.Names);
        Assert.Equal("Dee", Assert.Single(again.Identify(new Embedding([0, 0, 1]), 0.9f)).Name);
    }

    [Fact]
    public void An_empty_gallery_is_a_gallery()
    {
        using var folder = new TemporaryFolder();
        new FaceGallery(Model, 512).Save(folder.File("none"));
        FaceGallery loaded = FaceGallery.Load(folder.File("none"), Model);
        Assert.Equal((512, 0, 0), (loaded.Dimension, loaded.Count, loaded.Names.Count));
    }

    [Fact]
    public void A_large_one_is_the_same_again()
    {
        using var folder = new TemporaryFolder();
        var gallery = new FaceGallery(Model, 128);
        var random = new Random(5);
        float[] vector = new float[128];
        for (int i = 0; i < 5000; i++)
        {
            foreach (ref float value in vector.AsSpan()) value = random.NextSingle() - 0.5f;
            gallery.Enrol($"person {random.Next(900)}", new Embedding(vector));
        }

        gallery.Save(folder.File("large"));
        FaceGallery loaded = FaceGallery.Load(folder.File("large"));
        Assert.Equal(gallery.Rows.Vectors, loaded.Rows.Vectors);
        Assert.Equal(gallery.Rows.Owners, loaded.Rows.Owners);
        Assert.Equal(gallery.Rows.MostOfOne, loaded.Rows.MostOfOne);
    }

    [Fact]
    public void A_file_cut_off_at_any_byte_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Bytes(folder);
        for (int length = 0; length < whole.Length; length++) AssertRefused(folder, whole.AsSpan(0, length));
        AssertRefused(folder, [.. whole, 0]);
    }

    [Fact]
    public void A_file_with_any_bit_flipped_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Bytes(folder);
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            whole[bit / 8] ^= (byte)(1 << bit % 8);
            AssertRefused(folder, whole);
            whole[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    /// <summary>Headers and names that lie, with a checksum that is right: nothing is allocated for them, nothing else is thrown.</summary>
    [Fact]
    public void Forged_numbers_are_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Bytes(folder);
        // Every 4-byte number from the version to the owners, as each of these.
        for (int at = 8; at < whole.Length - 32; at += 4)
        {
            foreach (int value in (int[])[-1, 0, 1, 7, 65535, 65537, int.MaxValue, int.MinValue])
            {
                byte[] forged = [.. whole];
                BitConverter.TryWriteBytes(forged.AsSpan(at), value);
                SHA256.HashData(forged.AsSpan(0, forged.Length - 32)).CopyTo(forged.AsSpan(forged.Length - 32));
                string path = folder.Write("forged", forged);
                try
                {
                    FaceGallery.Load(path);
                }
                catch (FaceGalleryException)
                {
                    // What cannot be a gallery is refused; another model's hash, names or vectors may be one.
                }
            }
        }
    }

    /// <summary>The disk is full, or the process killed, after any number of bytes: the old file is still there and whole.</summary>
    [Fact]
    public void A_save_that_stops_at_any_byte_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("people.faces");
        FaceGallery gallery = Sample();
        gallery.Save(path);
        byte[] before = File.ReadAllBytes(path);
        gallery.Enrol("Eve", new Embedding([1, 0, 1]));

        bool complete = false;
        for (int room = 0; !complete; room++)
        {
            try
            {
                GalleryFile.Write(path, Model, gallery.Rows, temporary => new FullDisk(temporary, room));
                complete = true;
            }
            catch (FaceGalleryException e)
            {
                Assert.Contains("the gallery cannot be written (the disk is full)", e.Message, StringComparison.Ordinal);
                Assert.Equal(path, e.Path);
                Assert.Equal(before, File.ReadAllBytes(path));
                Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
            }
        }

        Assert.Equal(["Ada", "Eve", "Zoë 写真"], FaceGallery.Load(path).Names);
    }

    [Fact]
    public void A_new_file_is_its_users_and_a_replaced_one_keeps_its_permissions()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        using var folder = new TemporaryFolder();
        string path = folder.File("people"), link = folder.File("link");
        Sample().Save(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(path));
        UnixFileMode shared = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        SetMode(path, shared);
        Sample().Save(path);
        Assert.Equal(shared, Mode(path));

        // A link stays one, and what it points to is replaced.
        File.CreateSymbolicLink(link, path);
        new FaceGallery(Model, 7).Save(link);
        Assert.Equal((path, 7, shared), (new FileInfo(link).LinkTarget, FaceGallery.Load(path).Dimension, Mode(path)));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);

        static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

        static void SetMode(string path, UnixFileMode mode)
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
        }
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_once_it_is_old()
    {
        using var folder = new TemporaryFolder();
        string old = folder.Write(".people.faces.0123.tmp", [1]), young = folder.Write(".people.faces.4567.tmp", [1]), other = folder.Write(".others.faces.0123.tmp", [1]);
        foreach (string file in (string[])[old, other]) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-2));
        Sample().Save(folder.File("people.faces"));
        Assert.Equal((false, true, true), (File.Exists(old), File.Exists(young), File.Exists(other)));
    }

    [Fact]
    public void Files_that_are_not_there_or_no_galleries_are_named()
    {
        using var folder = new TemporaryFolder();
        Refused(folder.File("none"), "no such gallery");
        Refused(folder.Write("text", "This is a shopping list and by no means a gallery, though it is quite long enough to be one, I dare say."u8), "this is no face gallery");
        Refused(folder.Path, "cannot be read");

        FaceGallery gallery = Sample();
        Assert.Contains("found a folder", Assert.Throws<FaceGalleryException>(() => gallery.Save(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("create it first", Assert.Throws<FaceGalleryException>(() => gallery.Save(folder.File("no/such/folder"))).Message, StringComparison.Ordinal);

        static void Refused(string path, string message)
        {
            FaceGalleryException error = Assert.Throws<FaceGalleryException>(() => FaceGallery.Load(path));
            Assert.Equal((path, "face-gallery"), (error.Path, error.ErrorId));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_later_format_is_told_from_damage()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Bytes(folder);
        whole[8] = 2;
        FaceGalleryException error = Assert.Throws<FaceGalleryException>(() => FaceGallery.Load(folder.Write("later", whole)));
        Assert.Contains("has format 2, this version of EdgeInfer reads format 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_models_gallery_is_refused()
    {
        using var folder = new TemporaryFolder();
        Sample().Save(folder.File("people"));
        var error = Assert.Throws<ModelMismatchException>(() => FaceGallery.Load(folder.File("people"), OtherModel));
        Assert.Contains($"made with a model of sha256 {Model}, the model in use has {OtherModel}", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FaceGallery.Load(folder.File("people"), "no hash"));
    }

    /// <summary>Readers find a whole gallery while others save.</summary>
    [Fact]
    public async Task Saves_and_loads_do_not_disturb_each_other()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("people");
        FaceGallery gallery = Sample();
        gallery.Save(path);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task[] work =
        [
            .. Enumerable.Range(0, 2).Select(writer => Task.Run(() =>
            {
                for (int i = 0; i < 40; i++)
                {
                    gallery.Enrol($"{writer}", new Embedding([1, i, 0]));
                    gallery.Save(path);
                }
            }, cancel)),
            .. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < 100; i++) Assert.InRange(FaceGallery.Load(path).Count, 4, 84);
            }, cancel)),
        ];
        await Task.WhenAll(work);
        gallery.Save(path);
        Assert.Equal(84, FaceGallery.Load(path).Count);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    private static FaceGallery Sample()
    {
        var gallery = new FaceGallery(Model, 3);
        gallery.Enrol("Zoë 写真", new Embedding([1, 2, 3], Model));
        gallery.Enrol("Ada", new Embedding([3, 2, 1], Model));
        gallery.Enrol("Zoë 写真", new Embedding([1, 2, 4], Model));
        gallery.Enrol("Ada", new Embedding([-3, 2, 1], Model));
        return gallery;
    }

    private static byte[] Bytes(TemporaryFolder folder)
    {
        Sample().Save(folder.File("sample"));
        return File.ReadAllBytes(folder.File("sample"));
    }

    private static void AssertRefused(TemporaryFolder folder, ReadOnlySpan<byte> content)
    {
        string path = folder.Write("damaged", content);
        Assert.Equal(path, Assert.Throws<FaceGalleryException>(() => FaceGallery.Load(path)).Path);
    }

    /// <summary>A file on a disk with little room.</summary>
    private sealed class FullDisk(string path, int room) : Stream
    {
        private readonly FileStream _file = new(path, FileMode.CreateNew);
        private int _room = room;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _file.Length;

        public override long Position { get => _file.Position; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int fitting = Math.Min(buffer.Length, _room);
            _file.Write(buffer[..fitting]);
            _room -= fitting;
            if (fitting < buffer.Length) throw new IOException("the disk is full");
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => _file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
