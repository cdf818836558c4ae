using System.Security.Cryptography;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class TuneKeyTests : IDisposable
{
    private static readonly ExternalDataFile Weights = new("w.bin", 16, DateTime.UnixEpoch.AddDays(1));

    private static readonly ModelFingerprint Model = new("0123abcd", 4567, [Weights]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_a_winner_depends_on_makes_another_key()
    {
        var options = new ModelSessionOptions();
        TuneKey[] keys =
        [
            TuneKey.Of(Model, options, "1.29.0", "machine"),
            TuneKey.Of(Model with { Sha256 = "0123abce" }, options, "1.29.0", "machine"),
            TuneKey.Of(Model with { ExternalData = [Weights with { SizeBytes = 17 }] }, options, "1.29.0", "machine"),
            TuneKey.Of(Model with { ExternalData = [Weights with { Written = DateTime.UnixEpoch }] }, options, "1.29.0", "machine"),
            TuneKey.Of(Model with { ExternalData = [] }, options, "1.29.0", "machine"),
            TuneKey.Of(Model, options, "1.30.0", "machine"),
            TuneKey.Of(Model, options, "1.29.0", "machine with another driver"),
            TuneKey.Of(Model, options with { Providers = ProviderSelection.Cpu }, "1.29.0", "machine"),
            TuneKey.Of(Model, options with { Policy = ProviderPolicy.Throughput }, "1.29.0", "machine"),
            TuneKey.Of(Model, options with { Threads = 2 }, "1.29.0", "machine"),
            TuneKey.Of(Model, options with { AllowCpuFallback = false }, "1.29.0", "machine"),
            TuneKey.Of(Model, options with { ProviderOptions = [new CudaOptions { DeviceId = 1 }] }, "1.29.0", "machine"),
            TuneKey.Of(Model, options with { ConfigEntries = new Dictionary<string, string> { ["a"] = "b" } }, "1.29.0", "machine"),
        ];

        Assert.Equal(keys.Length, keys.Select(static k => k.FileName).Distinct().Count());
        Assert.All(keys, static k => Assert.StartsWith(TuneKey.Prefix(4567), k.FileName));
        Assert.Equal(keys[0], TuneKey.Of(Model, options with { MaxPooledBindings = 7 }, "1.29.0", "machine"));
    }

    [Fact]
    public void This_machine_and_runtime_have_a_key_that_stays()
    {
        ModelContent model = ModelContent.OfFile(_folder.Write("m.onnx", TestModel.Double("4")));

        TuneKey key = TuneKey.Of(model, new ModelSessionOptions());

        Assert.Equal(key, TuneKey.Of(ModelContent.OfFile(model.Path!), new ModelSessionOptions()));
        Assert.Contains($"runtime {CapabilityRegistry.OnnxRuntimeVersion}", key.Text);
        Assert.Contains("CPUExecutionProvider", key.Text);
        if (OperatingSystem.IsLinux()) Assert.Contains("Linux", key.Text);
    }

    [Fact]
    public void A_model_is_known_by_its_bytes_and_its_weights_beside_it()
    {
        byte[] bytes = new TestModel().Input("x", TensorElementType.Float32, "4").ExternalConstant("w", "4", "weights file.bin", 16)
            .ExternalConstant("v", "4", "missing.bin", 16).Node("Add", ["x", "w"], ["y"]).Output("y", TensorElementType.Float32, "4").ToArray();
        _folder.Write("weights file.bin", new byte[16]);

        ModelContent model = ModelContent.OfFile(_folder.Write("m.onnx", bytes));
        ModelFingerprint print = model.Fingerprint;

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), print.Sha256);
        Assert.Equal(bytes.Length, print.SizeBytes);
        Assert.Equal([("missing.bin", -1L), ("weights file.bin", 16L)], print.ExternalData.Select(static d => (d.Name, d.SizeBytes)));
        Assert.Equal(bytes.Length + 16, print.TotalBytes);
        Assert.Same(print, model.Fingerprint);

        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "weights file.bin"), DateTime.UnixEpoch);
        Assert.NotEqual(print.Name, ModelContent.OfFile(model.Path!).Fingerprint.Name);
    }

    [Fact]
    public void Models_of_the_same_bytes_have_one_name_and_others_another()
    {
        byte[] one = TestModel.Double("1,2"), other = TestModel.Double("1,3");
        string name = ModelContent.OfFile(_folder.Write("a.onnx", one)).Fingerprint.Name;

        Assert.Equal(name, ModelContent.OfBytes(one, "in memory").Fingerprint.Name);
        Assert.NotEqual(name, ModelContent.OfBytes(other, "in memory").Fingerprint.Name);
        Assert.Equal(-1, name.IndexOfAny(Path.GetInvalidFileNameChars()));
    }

    [Fact]
    public void A_file_that_is_gone_is_an_error_that_names_it()
    {
        ModelContent model = ModelContent.OfFile(_folder.Write("m.onnx", TestModel.Double("4")));
        File.Delete(model.Path!);
        Assert.Contains("m.onnx", Assert.Throws<ModelLoadException>(() => model.Fingerprint).Message);
        Assert.Null(model.Facts);
    }
}
