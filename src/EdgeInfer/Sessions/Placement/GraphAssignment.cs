using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>A node as ONNX Runtime names it when it says what runs it.</summary>
internal readonly record struct AssignedNode(string Name, string Domain, string OpType);

/// <summary>Nodes that a provider took together: one node, or those it compiled into one.</summary>
/// <param name="Provider">ONNX Runtime's name of the provider.</param>
/// <param name="Nodes">The model's own nodes, before they were fused.</param>
internal sealed record AssignedSubgraph(string Provider, AssignedNode[] Nodes);

/// <summary>Asks a session which provider took which nodes.</summary>
internal static unsafe class GraphAssignment
{
    public const string ConfigKey = "session.record_ep_graph_assignment_info";

    private const int GetInfo = 407, GetEpName = 408, GetNodes = 409, GetName = 410, GetDomain = 411, GetOperatorType = 412;

    /// <param name="session">Created with <see cref="ConfigKey"/> set to <c>1</c>.</param>
    /// <exception cref="ProviderUnavailableException">ONNX Runtime is older than 1.24.</exception>
    /// <exception cref="InferenceException">Nothing was recorded.</exception>
    public static AssignedSubgraph[] Read(InferenceSession session)
    {
        OrtApiTable api = OrtApiTable.Instance;
        nint* subgraphs;
        nuint count;
        api.Check(((delegate* unmanaged[Stdcall]<nint, nint**, nuint*, nint>)api[GetInfo])(Handle(session), &subgraphs, &count));
        var read = new AssignedSubgraph[checked((int)count)];
        for (int i = 0; i < read.Length; i++)
        {
            nint* nodes;
            nuint nodeCount;
            api.Check(((delegate* unmanaged[Stdcall]<nint, nint**, nuint*, nint>)api[GetNodes])(subgraphs[i], &nodes, &nodeCount));
            var members = new AssignedNode[checked((int)nodeCount)];
            for (int j = 0; j < members.Length; j++)
                members[j] = new AssignedNode(Text(GetName, nodes[j]), Text(GetDomain, nodes[j]), Text(GetOperatorType, nodes[j]));
            read[i] = new AssignedSubgraph(Text(GetEpName, subgraphs[i]), members);
        }

        GC.KeepAlive(session);
        return read;

        string Text(int place, nint of)
        {
            byte* text;
            api.Check(((delegate* unmanaged[Stdcall]<nint, byte**, nint>)api[place])(of, &text));
            return OrtApiTable.Text(text);
        }
    }

    // The C# API keeps the native session to itself.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_nativeHandle")]
    private static extern ref nint Handle(InferenceSession session);
}
