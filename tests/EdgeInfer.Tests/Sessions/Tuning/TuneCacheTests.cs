using System.Diagnostics;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Providers;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class TuneCacheTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.Path;

    private TuneCache Cache => new(Folder);

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void What_is_remembered_is_found()
    {
        string? path = CacheSamples.Remember(Folder, "xnnpack");

        TuneResult found = Cache.Find(CacheSamples.Key, out string? ignored)!;
        Assert.Null(ignored);
        Assert.True(found.IsFromCache);
        Assert.Equal(path, found.RememberedIn);
        TuneResult expected = CacheSamples.Result("xnnpack");
        Assert.Equal(expected.Winner, found.Winner);
        Assert.Equal(expected.Default, found.Default);
        Assert.Equal(expected.Trials, found.Trials);
        Assert.Equal((expected.TunedAt, expected.Model), (found.TunedAt, found.Model));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(Folder)));
    }

    [Fact]
    public void A_later_result_takes_the_place_of_the_earlier()
    {
        CacheSamples.Remember(Folder, "xnnpack");
        CacheSamples.Remember(Folder, "cuda");

        Assert.Equal("cuda", Cache.Find(CacheSamples.Key, out _)!.Winner.Settings.Provider);
    }

    [Fact]
    public void Nothing_remembered_is_nothing_to_speak_of()
    {
        Assert.Null(Cache.Find(CacheSamples.Key, out string? ignored));
        Assert.Null(ignored);
        Assert.False(Cache.MayKnow(4567));
        Assert.Null(new TuneCache(Path.Combine(Folder, "missing")).Find(CacheSamples.Key, out ignored));
        Assert.Null(ignored);
    }

    [Fact]
    public void A_torn_file_of_any_length_is_ignored_and_replaced()
    {
        string path = CacheSamples.Remember(Folder, "cuda")!;
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length += length < 64 ? 1 : 37)
        {
            // The last byte is an end of an object; without it there is no object.
            File.WriteAllBytes(path, whole[..length]);
            Assert.Null(Cache.Find(CacheSamples.Key, out string? ignored));
            Assert.Contains(path, ignored);
        }

        Assert.Equal(path, CacheSamples.Remember(Folder, "cuda"));
        Assert.NotNull(Cache.Find(CacheSamples.Key, out _));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("hello")]
    [InlineData("{\"format\":1,\"winner\":{}}")]
    public void Garbage_is_ignored(string content)
    {
        File.WriteAllText(Path.Combine(Folder, CacheSamples.Key.FileName), content);

        Assert.Null(Cache.Find(CacheSamples.Key, out string? ignored));
        Assert.Contains("ignored", ignored);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2")]
    [InlineData("policy Balanced", "policy Latency")]
    [InlineData("\"provider\": \"cuda\"", "\"provider\": \"\"")]
    [InlineData("\"threads\": 2", "\"threads\": 0")]
    [InlineData("\"median\": \"00:00:00.0030000\"", "\"median\": \"00:00:00\"")]
    [InlineData("\"status\": \"Timed\"", "\"status\": \"Crashed\"")]
    [InlineData("\"status\": \"Timed\"", "\"status\": \"Whatever\"")]
    public void What_another_version_wrote_or_cannot_be_true_is_ignored(string written, string changed)
    {
        string path = CacheSamples.Remember(Folder, "cuda")!;
        string text = File.ReadAllText(path);
        Assert.Contains(written, text);
        File.WriteAllText(path, text.Replace(written, changed, StringComparison.Ordinal));

        Assert.Null(Cache.Find(CacheSamples.Key, out string? ignored));
        Assert.Contains("ignored", ignored);
    }

    [Fact]
    public void A_file_as_large_as_no_result_is_not_even_read()
    {
        File.WriteAllBytes(Path.Combine(Folder, CacheSamples.Key.FileName), new byte[2 << 20]);

        Assert.Null(Cache.Find(CacheSamples.Key, out string? ignored));
        Assert.Contains("larger", ignored);
    }

    [Fact]
    public void AFolder_that_cannot_be_written_to_is_a_reason_not_an_exception()
    {
        string file = Path.Combine(Folder, "file");
        File.WriteAllText(file, "");

        Assert.Null(new TuneCache(Path.Combine(file, "below")).Remember(CacheSamples.Key, CacheSamples.Result("cpu"), out string? problem));
        Assert.Contains("cannot be written to", problem);
        Assert.Contains("EDGEINFER_TUNE_CACHE", problem);
    }

    [Fact]
    public async Task Readers_beside_eight_writers_always_see_a_whole_result()
    {
        CacheSamples.Remember(Folder, "w0");
        using var stop = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            for (int n = 0; n < 40; n++) Assert.NotNull(CacheSamples.Remember(Folder, $"w{i}", n + 1));
        }))];
        // A thread of its own: on one processor the pool would start it when the writers are done.
        Task<int> reader = Task.Factory.StartNew(() =>
        {
            int seen = 0;
            for (; !stop.IsCancellationRequested; seen++)
            {
                TuneResult? found = Cache.Find(CacheSamples.Key, out string? ignored);
                Assert.True(found is not null, ignored ?? "the file was not there");
                Assert.StartsWith("w", found.Winner.Settings.Provider);
            }

            return seen;
        }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(writers);
        await stop.CancelAsync();

        Assert.True(await reader > 0);
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Eight_processes_killed_while_they_write_leave_a_whole_result()
    {
        CacheSamples.Remember(Folder, "first");
        ChildCommand[] commands = [.. Enumerable.Range(0, 8).Select(i => TrialHostEntry.Command(TrialHostEntry.WriteForever, Folder, $"p{i}"))];
        Process[] writers = [.. commands.Select(static c => Process.Start(new ProcessStartInfo(c.File, c.Arguments) { RedirectStandardOutput = true })!)];
        try
        {
            foreach (Process writer in writers) Assert.Equal("writing", writer.StandardOutput.ReadLine());
            var random = new Random(7);
            foreach (Process writer in writers)
            {
                Thread.Sleep(random.Next(5, 30));
                writer.Kill();
                writer.WaitForExit();
                TuneResult? found = Cache.Find(CacheSamples.Key, out string? ignored);
                Assert.True(found is not null, ignored ?? "the file was not there");
                Assert.StartsWith("p", found.Winner.Settings.Provider);
            }
        }
        finally
        {
            foreach (Process writer in writers)
            {
                writer.Kill();
                writer.Dispose();
            }
        }
    }

    [Fact]
    public void What_a_killed_writer_left_behind_is_removed_later()
    {
        string old = Path.Combine(Folder, "1-2.json.abc.tmp"), young = Path.Combine(Folder, "1-2.json.def.tmp");
        File.WriteAllText(old, "{");
        File.WriteAllText(young, "{");
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));

        CacheSamples.Remember(Folder, "cpu");

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young), "its writer may still be at work");
    }

    [Theory]
    [InlineData(TargetOsName.Linux, "HOME", "/home/me", "/home/me/.cache/EdgeInfer/tune")]
    [InlineData(TargetOsName.Linux, "XDG_CACHE_HOME", "/cache", "/cache/EdgeInfer/tune")]
    [InlineData(TargetOsName.Linux, "XDG_CACHE_HOME", "cache", null)]
    [InlineData(TargetOsName.MacOs, "HOME", "/Users/me", "/Users/me/Library/Caches/EdgeInfer/tune")]
    [InlineData(TargetOsName.Windows, "LOCALAPPDATA", "C:/me", "C:/me/EdgeInfer/tune")]
    [InlineData(TargetOsName.Windows, "HOME", "/home/me", null)]
    [InlineData(TargetOsName.Linux, "EDGEINFER_TUNE_CACHE", "/mine", "/mine")]
    public void TheFolder_is_the_systems_cache_or_the_one_named(TargetOsName os, string variable, string value, string? folder)
    {
        var machine = new FakeMachine { Os = Enum.Parse<EdgeInfer.Providers.TargetOs>(os.ToString()), Environment = new() { [variable] = value } };

        Assert.Equal(folder, TuneCache.DefaultFolder(machine)?.Replace('\\', '/'));
    }

    public enum TargetOsName
    {
        Linux,
        Windows,
        MacOs,
    }
}
