using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>One vector a picture.</summary>
internal readonly struct EmbeddingReader(EmbeddingOutput output) : IOutputReader<Embedding>
{
    public bool ReadsBatches => true;

    public Embedding Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height) => output.Read(in outputs);
}
