using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Reads a model's facts when it is loaded. Never throws: what ONNX Runtime can load need not be readable here.</summary>
internal static class ModelFactsReader
{
    /// <returns>Null for ORT format and whatever else is no complete ONNX file.</returns>
    public static ModelFacts? TryRead(Func<Stream> open)
    {
        try
        {
            using Stream model = open();
            return OnnxModelReader.Read(model).Facts;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
