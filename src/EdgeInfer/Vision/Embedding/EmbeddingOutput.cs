using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Finds the output with the vector, and reads it.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class EmbeddingOutput
{
    /// <summary>What exporters call it: CLIP's and DINO's, torchvision's, common conventions.</summary>
    private static readonly string[] UsualNames = ["image_embeds", "pooler_output", "embedding", "embeddings", "features"];

    private readonly VisionModel _model;
    private readonly int _index;
    private readonly bool _takesFirstToken;
    private readonly bool _normalize;

    /// <param name="model">The model.</param>
    /// <param name="normalize">Whether vectors are brought to length 1.</param>
    /// <exception cref="ModelMismatchException">No output, or more than one, can be the vector.</exception>
    /// <exception cref="InferenceException">The length of the vector shows only in a run, and that failed.</exception>
    public EmbeddingOutput(VisionModel model, bool normalize)
    {
        _model = model;
        _normalize = normalize;
        ModelSession session = model.Session;
        string? named = model.Manifest.Outputs.Embedding;
        _index = named is null ? Find(session) : IndexOf(session, named);
        if (_index < 0)
        {
            throw new ModelMismatchException(
                named is null
                    ? $"{session.Name}: which output is the vector is not clear among {string.Join("; ", session.Outputs)}; name it in the manifest under outputs.embedding."
                    : $"{model.Resolved.Origin}: outputs.embedding is '{named}', but {session.Name} has {string.Join("; ", session.Outputs)}; correct the manifest.",
                session.Name);
        }

        TensorSpec output = session.Outputs[_index];
        _takesFirstToken = named is not null && output.Dimensions.Count == 3;
        if (!IsFloat(output) || !(IsVector(output) || _takesFirstToken))
            throw new ModelMismatchException($"An embedding is float32 or float16, one vector such as [1, 512]; '{output.Name}' of {session.Name} is {output.Describe()}.", session.Name);
        Dimension = SizeOf(output) ?? Measure();
    }

    /// <summary>Numbers of the vector.</summary>
    public int Dimension { get; }

    /// <exception cref="InferenceException">The vector has no direction, or is not finite.</exception>
    public Embedding Read(in ModelOutputs outputs)
    {
        ReadOnlySpan<float> values = outputs.Floats(_index);
        if (_takesFirstToken) values = values[..(int)Math.Min(values.Length, outputs.Shape(_index)[^1])];
        if (values.Length != Dimension)
            throw new ModelMismatchException($"Output '{outputs.Spec(_index).Name}' of {_model.Session.Name} has {values.Length} numbers a picture, at first it had {Dimension}; it is no vector of fixed length.", _model.Session.Name);
        try
        {
            if (!_normalize) return new Embedding(values, _model.Sha256);
            float[] unit = new float[values.Length];
            L2Normalization.Run(values, unit);
            return new Embedding(unit, _model.Sha256);
        }
        catch (ArgumentException e)
        {
            throw new InferenceException($"{_model.Session.Name} gave a vector that cannot be compared: {e.Message.Split('(')[0].Trim()} Check the manifest's normalisation and the model's precision.", _model.Session.Name, e);
        }
    }

    /// <summary>A free length shows in the first run.</summary>
    private int Measure()
    {
        using var black = new ImageBuffer(64, 64, PixelFormat.Rgb24);
        black.Pixels.Fill(127);
        return _model.Run<Length, int>(black, new Length(this), out _, CancellationToken.None);
    }

    private static int Find(ModelSession session)
    {
        foreach (string name in UsualNames)
        {
            int index = IndexOf(session, name);
            if (index >= 0 && IsFloat(session.Outputs[index]) && IsVector(session.Outputs[index])) return index;
        }

        int[] vectors = [.. Enumerable.Range(0, session.Outputs.Count).Where(i => IsFloat(session.Outputs[i]) && IsVector(session.Outputs[i]))];
        return vectors is [var only] ? only : -1;
    }

    private static int IndexOf(ModelSession session, string name)
    {
        for (int i = 0; i < session.Outputs.Count; i++)
        {
            if (session.Outputs[i].Name == name) return i;
        }

        return -1;
    }

    private static bool IsFloat(TensorSpec output) => output is { IsTensor: true, ElementType: TensorElementType.Float32 or TensorElementType.Float16 };

    /// <summary>One axis behind the batch that is not 1: [1, 512], [batch, 512, 1, 1].</summary>
    private static bool IsVector(TensorSpec output) =>
        output.Dimensions.Count >= 2 && output.Dimensions[0] is 1 or < 0 && output.Dimensions.Skip(1).Count(static size => size != 1) <= 1;

    private int? SizeOf(TensorSpec output)
    {
        if (_takesFirstToken) return output.Dimensions[^1] is > 0 and <= int.MaxValue and var last ? (int)last : null;
        long size = 1;
        foreach (long axis in output.Dimensions.Skip(1)) size = axis < 0 ? -1 : size * axis;
        return size is > 0 and <= int.MaxValue ? (int)size : null;
    }

    private readonly struct Length(EmbeddingOutput output) : IOutputReader<int>
    {
        public bool ReadsBatches => false;

        public int Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height) =>
            output._takesFirstToken ? checked((int)outputs.Shape(output._index)[^1]) : outputs.Floats(output._index).Length;
    }
}
