using System.Security.Cryptography;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class TuneKeyTests : IDisposable
{
    private static readonly ModelContentFacts Model = new("0123abcd", 4567, [("w.bin", 16)], false);

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
            TuneKey.Of(Model with { ExternalData = [("w.bin", 17)] }, options, "1.29.0", "machine"),
            TuneKey.Of(Model with { ExternalData = [] }, options, "1.29.0", "machine"),
            TuneKey.Of(Model, options, "1.30.0", "machine"),
            TuneKey.Of(Model, options, "1.29.0", "machine with another driver"),
            TuneKey.Of(Model, options with { Providers = ProviderSelection.Cpu }, "1.29.0", "machine"),
            TuneKey.Of(Model, options with { Policy = ProviderPolicy.Throughput }, "1.29.0", "machine"),
            TuneKey.Of(Model, options with { Threads = 2 }, "1.29.0", "machine"),
            TuneKey.Of(Model, options with { ConfigEntries = new Dictionary<string, string> { ["a"] = "b" } }, "1.29.0", "machine"),
        ];

        Assert.Equal(keys.Length, keys.Select(static k => k.FileName).Distinct().Count());
        Assert.All(keys, static k => Assert.StartsWith(TuneKey.Prefix(4567), k.FileName));
        Assert.Equal(keys[0], TuneKey.Of(Model, options with { MaxPooledBindings = 7 }, "1.29.0", "machine"));
    }

    [Fact]
    public void This_machine_and_runtime_have_a_key_that_stays()
    {
        TrialModel model = TrialModel.OfFile(_folder.Write("m.onnx", TestModel.Double("4")));

        TuneKey key = TuneKey.Of(model, new ModelSessionOptions());

        Assert.Equal(key, TuneKey.Of(TrialModel.OfFile(model.Path!), new ModelSessionOptions()));
        Assert.Contains($"runtime {CapabilityRegistry.OnnxRuntimeVersion}", key.Text);
        Assert.Contains("CPUExecutionProvider", key.Text);
        Assert.InRange(DeviceFingerprint.PhysicalCores, 1, Environment.ProcessorCount);
        if (OperatingSystem.IsLinux()) Assert.Contains("Linux", key.Text);
    }

    [Fact]
    public void A_model_is_known_by_its_bytes_and_its_weights_beside_it()
    {
        byte[] bytes = new TestModel().Input("x", TensorElementType.Float32, "4").ExternalConstant("w", "4", "weights file.bin", 16)
            .ExternalConstant("v", "4", "missing.bin", 16).Node("Add", ["x", "w"], ["y"]).Output("y", TensorElementType.Float32, "4").ToArray();
        _folder.Write("weights file.bin", new byte[16]);

        ModelContentFacts facts = ModelContentFacts.OfFile(_folder.Write("m.onnx", bytes));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), facts.Sha256);
        Assert.Equal(bytes.Length, facts.SizeBytes);
        Assert.Equal([("missing.bin", -1L), ("weights file.bin", 16L)], facts.ExternalData);
        Assert.Equal(bytes.Length + 16, facts.TotalBytes);
        Assert.False(facts.IsQuantized);
    }

    [Theory]
    [InlineData((1 << 20) - 9)]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((2 << 20) - 5)]
    public void What_lies_across_the_border_of_two_chunks_is_found(int offset)
    {
        byte[] bytes = new byte[(2 << 20) + 4096];
        new Random(1).NextBytes(bytes);
        "\u000A\u0008location\u0012\u0005w.bin"u8.CopyTo(bytes.AsSpan(offset));
        "QuantizeLinear"u8.CopyTo(bytes.AsSpan(offset + 40));

        ModelContentFacts facts = ModelContentFacts.OfBytes(bytes);

        Assert.Equal("w.bin", Assert.Single(facts.ExternalData).Name);
        Assert.True(facts.IsQuantized);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), facts.Sha256);
    }

    [Fact]
    public void A_name_longer_than_127_bytes_is_read()
    {
        string name = new('w', 200);
        byte[] bytes = [.. "\u000A\u0008location\u0012"u8, 200 | 0x80, 1, .. System.Text.Encoding.UTF8.GetBytes(name)];
        bytes[11] = (200 & 0x7F) | 0x80;

        Assert.Equal(name, Assert.Single(ModelContentFacts.OfBytes(bytes).ExternalData).Name);
    }
}
