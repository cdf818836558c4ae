using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Finds out what runs a model's nodes, from a session that recorded it and from the model's graph.</summary>
internal static class PlacementRecorder
{
    /// <summary>Has a session about to be created record what takes which node.</summary>
    /// <exception cref="ProviderUnavailableException">ONNX Runtime is older than 1.24.</exception>
    public static void Enable(SessionOptions options)
    {
        // An older runtime ignores the key; better said before a model is loaded than after.
        _ = OrtApiTable.Instance;
        options.AddSessionConfigEntry(GraphAssignment.ConfigKey, "1");
    }

    /// <param name="session">Created with what <see cref="Enable"/> set.</param>
    /// <param name="provider">What was chosen to run it.</param>
    /// <param name="options">How it was loaded.</param>
    /// <param name="create">Creates another session of the same model.</param>
    public static ModelPlacement Read(InferenceSession session, ExecutionProvider provider, ModelSessionOptions options, Func<SessionOptions, InferenceSession> create)
    {
        var loader = new OperatorGraphLoader(options, create);
        var builder = new PlacementBuilder(provider, GraphAssignment.Read(session));
        if (loader.Load(new Dictionary<string, long>()) is not { } model)
            return builder.WithoutGraph($"how nodes hang together and what they compute is unknown, as the CPU could not load the model to tell: {loader.Failure}");

        Dictionary<string, long> sizes = FreeSizes(session, options.PlacementDimensions);
        IReadOnlyDictionary<string, long[]> shapes = model.Graph.Shapes;
        if (sizes.Count > 0)
        {
            string assumed = string.Join(", ", sizes.OrderBy(static s => s.Key, StringComparer.Ordinal).Select(static s => $"{s.Key} = {s.Value}"));
            if (loader.Load(sizes) is { } sized)
            {
                builder.Note($"compute is counted with {assumed}, which the model leaves free");
                shapes = Merge(shapes, sized.Graph.Shapes);
            }
            else
            {
                builder.Note($"compute could not be counted with {assumed}, which the model leaves free: {loader.Failure}");
            }
        }

        return builder.WithGraph(model.Graph with { Shapes = shapes }, model.Assigned);
    }

    /// <summary>The names of sizes that the model leaves free: as given, otherwise 1.</summary>
    private static Dictionary<string, long> FreeSizes(InferenceSession session, IReadOnlyDictionary<string, long> given)
    {
        var sizes = new Dictionary<string, long>();
        foreach (TensorSpec input in ModelSignature.Read(session.InputNames, session.InputMetadata))
        {
            foreach (string name in input.SymbolicDimensions)
            {
                if (name.Length > 0) sizes[name] = given.GetValueOrDefault(name, 1);
            }
        }

        return sizes;
    }

    private static Dictionary<string, long[]> Merge(IReadOnlyDictionary<string, long[]> shapes, IReadOnlyDictionary<string, long[]> sized)
    {
        var merged = new Dictionary<string, long[]>(shapes);
        foreach ((string tensor, long[] shape) in sized) merged[tensor] = shape;
        return merged;
    }
}
