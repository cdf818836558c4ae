using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>
/// Gets a model's graph from ONNX Runtime: a session on the CPU is told to write what it has after its basic optimizations,
/// which is the graph that providers are offered, into a temporary file.
/// </summary>
internal sealed class OperatorGraphLoader(ModelSessionOptions options, Func<SessionOptions, InferenceSession> create)
{
    // A FlatBuffer ends at 2 GiB, and one that large is not worth writing out to look at its shapes.
    private const long MostBytes = 1L << 30;

    /// <summary>Why there is no graph; null after a successful call.</summary>
    public string? Failure { get; private set; }

    /// <param name="sizes">What to take free sizes for, by their name.</param>
    /// <returns>The graph, and the nodes that were assigned before the runtime added any for the CPU; null where that failed.</returns>
    public (OperatorGraph Graph, AssignedSubgraph[] Assigned)? Load(IReadOnlyDictionary<string, long> sizes)
    {
        string? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("edgeinfer").FullName;
            string file = Path.Combine(folder, "graph.ort");
            using SessionOptions native = Configure(file, sizes);
            AssignedSubgraph[] assigned;
            using (InferenceSession session = create(native)) assigned = GraphAssignment.Read(session);
            long bytes = new FileInfo(file).Length;
            if (bytes > MostBytes)
            {
                Failure = $"it is larger than {MostBytes >> 20} MiB";
                return null;
            }

            Failure = null;
            return (OperatorGraph.Read(File.ReadAllBytes(file)), assigned);
        }
        catch (OnnxRuntimeException e)
        {
            Failure = OnnxRuntimeError.Describe(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or InferenceException)
        {
            Failure = e.Message;
        }
        finally
        {
            Delete(folder);
        }

        return null;
    }

    private SessionOptions Configure(string file, IReadOnlyDictionary<string, long> sizes)
    {
        var native = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = 1 };
        try
        {
            foreach ((string key, string value) in options.ConfigEntries) native.AddSessionConfigEntry(key, value);
            // Custom operators are registered there.
            options.ConfigureOnnxRuntime?.Invoke(native);
            native.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            if (native.GraphOptimizationLevel > GraphOptimizationLevel.ORT_ENABLE_BASIC) native.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC;
            native.OptimizedModelFilePath = file;
            native.AddSessionConfigEntry("session.save_model_format", "ORT");
            native.AddSessionConfigEntry("session.disable_prepacking", "1");
            native.AddSessionConfigEntry(CpuFallback.ConfigKey, "0");
            native.AddSessionConfigEntry(GraphAssignment.ConfigKey, "1");
            foreach ((string name, long size) in sizes) native.AddFreeDimensionOverrideByName(name, size);
            return native;
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    private static void Delete(string? folder)
    {
        if (folder is null) return;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system empties its folder of temporary files by itself.
        }
    }
}
