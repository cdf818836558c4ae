using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

public sealed class GraphPartitionsTests
{
    // A node a word: its provider (- for nobody's), its output, and what it reads. x is the model's input, w a constant.
    [Theory]
    [InlineData("a:1<x a:2<1 a:3<2", "a 1")]
    [InlineData("a:1<x c:2<1 a:3<2", "a 2, c 1")]
    // Two branches of one provider that meet in it are one piece; the other provider's branch beside them is its own.
    [InlineData("a:1<x a:2<1 a:3<1 a:4<2,3", "a 1")]
    [InlineData("a:1<x c:2<1 a:3<1 a:4<2,3", "a 2, c 1")]
    // Not touching one another.
    [InlineData("a:1<x a:2<x", "a 2")]
    [InlineData("c:1<x c:2<x a:3<1,2", "a 1, c 2")]
    // A skip connection around another provider: joining 1 and 3 would make a circle.
    [InlineData("a:1<x c:2<1 a:3<1,2", "a 2, c 1")]
    // What follows from constants alone is prepared where it is needed.
    [InlineData("a:1<x c:2<1 a:9<w a:3<2,9", "a 2, c 1")]
    [InlineData("a:8<w a:9<8 c:1<x a:2<1,9", "a 1, c 1")]
    // Casts that the runtime puts in belong to what they follow.
    [InlineData("a:1<x -:2<1 a:3<2", "a 1")]
    [InlineData("a:1<x -:2<1 c:3<2", "a 1, c 1")]
    // In any order of nodes.
    [InlineData("a:3<2 a:2<1 c:1<x", "a 1, c 1")]
    public void Pieces_are_connected_and_left_only_once(string graph, string expected)
    {
        string[] words = graph.Split(' ');
        OperatorNode[] nodes =
        [
            .. words.Select(static word => new OperatorNode(
                new AssignedNode(word, "", "Op"), word[(word.IndexOf('<') + 1)..].Split(','), [word[2..word.IndexOf('<')]], [], [], [], [])),
        ];

        Dictionary<string, int> counts = GraphPartitions.Count(
            new OperatorGraph(nodes, new Dictionary<string, long[]>(), new HashSet<string> { "x" }), [.. words.Select(static word => word[0] == '-' ? null : word[..1])]);

        Assert.Equal(expected, string.Join(", ", counts.OrderBy(static c => c.Key, StringComparer.Ordinal).Select(static c => $"{c.Key} {c.Value}")));
    }

    [Fact]
    public void A_long_chain_is_no_burden()
    {
        OperatorNode[] nodes = [.. Enumerable.Range(0, 100_000).Select(static i => new OperatorNode(new AssignedNode("", "", "Op"), [$"{i}"], [$"{i + 1}"], [], [], [], []))];

        Dictionary<string, int> counts = GraphPartitions.Count(
            new OperatorGraph(nodes, new Dictionary<string, long[]>(), new HashSet<string> { "0" }), [.. nodes.Select(static (_, i) => i % 1000 == 0 ? "c" : "a")]);

        Assert.Equal((100, 100), (counts["a"], counts["c"]));
    }
}
