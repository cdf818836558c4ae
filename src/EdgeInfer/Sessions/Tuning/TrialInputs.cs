using System.Runtime.InteropServices;

namespace EdgeInfer.Sessions;

/// <summary>What the model is fed with in trials: the same numbers in every process, of a size it stands.</summary>
internal static class TrialInputs
{
    private const int Seed = 20261121;
    private const long Channels = 3;

    // A multiple of 32, as most networks with free sizes ask for.
    private const long Side = 224;
    private const long Length = 16;

    /// <summary>A shape for each input, with every size given.</summary>
    /// <exception cref="ModelMismatchException">An input is no tensor, or a given shape does not fit.</exception>
    /// <exception cref="ArgumentException">A shape is given for an input that the model does not have.</exception>
    public static long[][] Shapes(ModelSession session, IReadOnlyDictionary<string, long[]> given)
    {
        foreach (string name in given.Keys) ModelSession.IndexOf(session.Inputs, name, "input");
        var sizes = new Dictionary<string, long>();
        var shapes = new long[session.Inputs.Count][];
        for (int i = 0; i < shapes.Length; i++)
        {
            TensorSpec spec = session.Inputs[i];
            if (!spec.IsTensor) throw new ModelMismatchException($"Input '{spec.Name}' of {session.Name} is {spec.Describe()}: there is no telling what to feed it with, so this model cannot be tuned.", session.Name);
            if (!given.TryGetValue(spec.Name, out long[]? shape)) continue;
            if (!spec.Accepts(shape)) throw new ModelMismatchException($"Input '{spec.Name}' of {session.Name}: expected {spec.Describe()}, was to be tried with {TensorShape.Describe(shape)}.", session.Name);
            shapes[i] = shape;
            for (int axis = 0; axis < spec.Dimensions.Count; axis++)
            {
                // The same name is the same size everywhere.
                if (spec.SymbolicDimensions[axis].Length > 0) sizes.TryAdd(spec.SymbolicDimensions[axis], shape[axis]);
            }
        }

        for (int i = 0; i < shapes.Length; i++) shapes[i] ??= Fill(session.Inputs[i], sizes);
        return shapes;
    }

    /// <summary>Gives every input its shape and the numbers.</summary>
    public static void Write(IoBinding binding, ModelSession session, long[][] shapes)
    {
        for (int i = 0; i < shapes.Length; i++)
        {
            InputTensor input = binding.Input(i);
            if (session.Inputs[i].ElementType == TensorElementType.String)
            {
                string[] words = new string[TensorShape.ElementCount(shapes[i])];
                Array.Fill(words, "a");
                input.SetStrings(words, shapes[i]);
                continue;
            }

            input.Reshape(shapes[i]);
            Fill(input.AsBytes(), session.Inputs[i].ElementType, new Random(Seed + i));
        }
    }

    private static long[] Fill(TensorSpec spec, Dictionary<string, long> sizes)
    {
        long[] shape = [.. spec.Dimensions];
        bool isNhwc = shape is [_, _, _, >= 1 and <= 4] && shape[1] is < 1 or > 4;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] >= 0) continue;
            string symbol = spec.SymbolicDimensions[axis];
            if (symbol.Length > 0 && sizes.TryGetValue(symbol, out long known))
            {
                shape[axis] = known;
                continue;
            }

            shape[axis] = axis == 0 ? 1 : shape.Length == 4 ? (axis == 1 && !isNhwc ? Channels : Side) : Length;
            if (symbol.Length > 0) sizes[symbol] = shape[axis];
        }

        return shape;
    }

    /// <summary>Fractions from 0 to 1, as normalised pixels are; whole numbers that are safe as an index; any bits for bytes.</summary>
    private static void Fill(Span<byte> bytes, TensorElementType type, Random random)
    {
        switch (type)
        {
            case TensorElementType.Float32:
                foreach (ref float value in MemoryMarshal.Cast<byte, float>(bytes)) value = random.NextSingle();
                break;
            case TensorElementType.Float64:
                foreach (ref double value in MemoryMarshal.Cast<byte, double>(bytes)) value = random.NextDouble();
                break;
            case TensorElementType.Float16:
                foreach (ref Half value in MemoryMarshal.Cast<byte, Half>(bytes)) value = (Half)random.NextSingle();
                break;
            case TensorElementType.BFloat16:
                foreach (ref ushort value in MemoryMarshal.Cast<byte, ushort>(bytes)) value = (ushort)(BitConverter.SingleToUInt32Bits(random.NextSingle()) >> 16);
                break;
            case TensorElementType.Int32 or TensorElementType.UInt32:
                foreach (ref int value in MemoryMarshal.Cast<byte, int>(bytes)) value = random.Next(2);
                break;
            case TensorElementType.Int64 or TensorElementType.UInt64:
                foreach (ref long value in MemoryMarshal.Cast<byte, long>(bytes)) value = random.Next(2);
                break;
            case TensorElementType.Bool:
                foreach (ref byte value in bytes) value = (byte)random.Next(2);
                break;
            default:
                random.NextBytes(bytes);
                break;
        }
    }
}
