using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Records as providers that are not here would leave them.</summary>
public sealed class PlacementBuilderTests
{
    private const string WebGpu = "WebGpuExecutionProvider", Cpu = "CPUExecutionProvider";

    private static readonly ExecutionProvider Chosen = CapabilityRegistry.Current.Find("webgpu")!;

    [Fact]
    public void What_nobody_was_recorded_for_is_the_chosen_providers()
    {
        ModelPlacement placement = Build([One(Cpu, "Clip", "clip")]);

        Assert.Equal(["webgpu", "cpu", "webgpu"], placement.Nodes.Select(static n => n.Provider));
        Assert.Equal(["webgpu", "cpu"], placement.Providers.Select(static p => p.Provider));
        Assert.Equal((2, 2, 0.5), (placement.Providers[0].NodeCount, placement.Providers[0].Partitions, placement.Providers[0].Share));
        Assert.Equal((1, 1, 0.5), (placement.Providers[1].NodeCount, placement.Providers[1].Partitions, placement.Providers[1].Share));
        Assert.Equal(new Dictionary<string, int> { ["Clip"] = 1 }, placement.CpuFallback);
        Assert.Contains("ONNX Runtime did not record 2 of the nodes that webgpu took; they are those that it recorded for nobody else", placement.Notes);
    }

    [Fact]
    public void Nodes_of_the_same_name_and_operator_are_told_apart_by_number_alone()
    {
        // Exporters leave names empty.
        ModelPlacement placement = Build([One(Cpu, "Relu", ""), One(WebGpu, "Clip", "")], "");

        Assert.Equal(2, placement.Providers.Single(static p => p.Provider == "webgpu").NodeCount);
        Assert.Equal(1, placement.Providers.Single(static p => p.Provider == "cpu").NodeCount);
    }

    [Fact]
    public void A_compiled_subgraph_is_one_partition_with_its_original_nodes()
    {
        ModelPlacement placement = Build([new AssignedSubgraph(WebGpu, [new("relu1", "", "Relu"), new("clip", "", "Clip"), new("relu2", "", "Relu")])]);

        ProviderPlacement gpu = Assert.Single(placement.Providers);
        Assert.Equal((3, 1, 1.0), (gpu.NodeCount, gpu.Partitions, gpu.Share));
        Assert.Equal(["relu1", "clip", "relu2"], placement.Nodes.Select(static n => n.Name));
        Assert.Empty(placement.CpuFallback);
        Assert.Empty(placement.Notes);
    }

    [Fact]
    public void What_a_provider_adds_comes_last_and_is_no_compute()
    {
        ModelPlacement placement = Build([One(Cpu, "Clip", "clip"), One(WebGpu, "Transpose", "added")]);

        Assert.Equal(("added", "webgpu", 0L), (placement.Nodes[^1].Name, placement.Nodes[^1].Provider, placement.Nodes[^1].Flops));
        Assert.Contains(placement.Notes, static n => n.StartsWith("1 node is not the model's own", StringComparison.Ordinal));
        Assert.Equal(0.5, placement.Providers[0].Share);
    }

    [Fact]
    public void A_node_rewritten_for_another_layout_is_not_counted_twice()
    {
        ModelPlacement placement = Build(
            [One(Cpu, "Clip", "clip"), new AssignedSubgraph(WebGpu, [new("relu1_token_1", "com.ms.internal.nhwc", "Relu")]), new AssignedSubgraph(WebGpu, [new("relu2_token_2", "com.ms.internal.nhwc", "Relu")])]);

        Assert.Equal(3, placement.Nodes.Count);
    }

    [Fact]
    public void A_provider_the_library_does_not_know_keeps_its_name()
    {
        ModelPlacement placement = Build([One("AcmeExecutionProvider", "Clip", "clip"), One(Cpu, "Relu", "relu1"), One(WebGpu, "Relu", "relu2")]);

        Assert.Equal(["webgpu", "AcmeExecutionProvider", "cpu"], placement.Providers.Select(static p => p.Provider));
    }

    [Fact]
    public void Where_nothing_was_recorded_nothing_is_claimed()
    {
        ModelPlacement placement = Build([]);

        Assert.Empty(placement.Nodes);
        Assert.Empty(placement.Providers);
        Assert.Contains("ORT format", Assert.Single(placement.Notes));
    }

    [Fact]
    public void Without_a_graph_there_is_what_was_recorded_and_the_reason()
    {
        ModelPlacement placement = new PlacementBuilder(Chosen, [One(WebGpu, "Clip", "clip"), One(Cpu, "Relu", "relu1")]).WithoutGraph("no graph: a test");

        Assert.Equal(["clip", "relu1"], placement.Nodes.Select(static n => n.Name));
        Assert.Null(placement.Flops);
        Assert.All(placement.Providers, static p => Assert.Equal((1, null, null), (p.NodeCount, p.Partitions, p.Share)));
        Assert.Equal(["no graph: a test"], placement.Notes);
    }

    /// <summary>relu → clip → relu; a clip costs as much as both others.</summary>
    private static ModelPlacement Build(AssignedSubgraph[] recorded, string? name = null)
    {
        OperatorNode[] nodes = [Node("Relu", name ?? "relu1", "x", "a"), Node("Clip", name ?? "clip", "a", "b"), Node("Relu", name ?? "relu2", "b", "y")];
        var shapes = new Dictionary<string, long[]> { ["x"] = [2], ["a"] = [2], ["b"] = [2], ["y"] = [2] };
        var graph = new OperatorGraph(nodes, shapes, new HashSet<string> { "x" });
        return new PlacementBuilder(Chosen, recorded).WithGraph(graph, [.. nodes.Select(static n => new AssignedSubgraph(Cpu, [n.Identity]))]);
    }

    private static OperatorNode Node(string type, string name, string input, string output) => new(new AssignedNode(name, "", type), [input], [output], [], [], [], []);

    private static AssignedSubgraph One(string provider, string type, string name) => new(provider, [new AssignedNode(name, "", type)]);
}
