using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>The first third of every task: a picture of any size and format into the model's input, as the manifest says.</summary>
/// <remarks>Immutable and thread-safe. Allocates nothing unless a free input size changes.</remarks>
internal sealed class ImagePreprocessor
{
    private readonly ImageInputSpec _spec;
    private readonly TensorSpec _tensor;
    private readonly int _inputIndex;
    private readonly AuxiliaryInput[] _auxiliary;
    private readonly int? _width;
    private readonly int? _height;
    private readonly PixelNormalization _normalization;
    private readonly PixelNormalization _inverted;
    private readonly byte[] _padColor;

    /// <param name="session">The model.</param>
    /// <param name="manifest">How to feed it.</param>
    /// <param name="parallelism">Threads that share a large picture.</param>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model.</exception>
    public ImagePreprocessor(ModelSession session, ResolvedManifest manifest, KernelParallelism parallelism)
    {
        Parallelism = parallelism;
        _spec = manifest.Manifest.Input;
        _inputIndex = FindInput(session, manifest);
        _auxiliary = AuxiliaryInput.TryFindAll(session, _inputIndex) ?? throw TooManyInputs(session, manifest);
        _tensor = session.Inputs[_inputIndex];
        ImageShape shape = InputContract.Check(session, _tensor, manifest);
        BatchIsFree = shape.Batch is null;
        _width = shape.Width ?? _spec.Width;
        _height = shape.Height ?? _spec.Height;
        float[] mean = [.. _spec.Mean], std = [.. _spec.Std];
        _normalization = new PixelNormalization(_spec.Channels, _spec.Scale, mean, std, _spec.Quantization);
        _inverted = _normalization.Inverted();
        _padColor = [.. _spec.PadColor.Select(static v => (byte)v)];
    }

    /// <summary>Threads that share a large picture.</summary>
    public KernelParallelism Parallelism { get; }

    /// <summary>The input's width in pixels, by the model or the manifest; null where it follows the picture's.</summary>
    public int? InputWidth => _width;

    /// <summary>The input's height in pixels, by the model or the manifest; null where it follows the picture's.</summary>
    public int? InputHeight => _height;

    /// <summary>The input's size in pixels; null where it follows the picture's.</summary>
    public (int Width, int Height)? FixedSize => _width is { } width && _height is { } height && _spec.Resize != ResizeMode.Pad ? (width, height) : null;

    /// <summary>Whether the model takes any number of pictures at once.</summary>
    public bool BatchIsFree { get; }

    /// <summary>Writes a picture into the rented input, giving it a shape first where the model leaves it free.</summary>
    /// <returns>How the picture was fitted, to map results back.</returns>
    public ResizePlan Write(ImageView image, IoBinding io) => Write(image, io, slot: 0, slots: 1);

    /// <summary>Writes a picture into one place of a batch; the input gets its shape with the first.</summary>
    /// <param name="image">Any size and format; where the input's size follows the picture's, all of a batch give the same.</param>
    /// <param name="io">The rented buffers, the same for the whole batch.</param>
    /// <param name="slot">0 … <paramref name="slots"/> − 1; 0 comes first.</param>
    /// <param name="slots">Pictures in the batch.</param>
    /// <exception cref="ArgumentException">The picture is empty, or does not fit the shape that the first gave the input.</exception>
    public ResizePlan Write(ImageView image, IoBinding io, int slot, int slots)
    {
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        ResizePlan plan = Plan(image.Width, image.Height);
        Write(image, in plan, io, slot, slots);
        return plan;
    }

    /// <summary>As above, fitted as the caller says: where all of a batch share an input that is wider than some of them need.</summary>
    public void Write(ImageView image, in ResizePlan plan, IoBinding io, int slot, int slots)
    {
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, slots);
        InputTensor input = io.Input(_inputIndex);
        ReadOnlySpan<long> shape = _spec.Layout == TensorLayout.Nchw
            ? [slots, _spec.Channels, plan.InputHeight, plan.InputWidth]
            : [slots, plan.InputHeight, plan.InputWidth, _spec.Channels];
        if (slot == 0)
        {
            input.Reshape(shape);
            foreach (AuxiliaryInput auxiliary in _auxiliary) Tell(auxiliary, io, in plan, slots);
        }
        else if (!input.Shape.SequenceEqual(shape))
        {
            throw new ArgumentException(
                $"Picture {slot} of the batch wants the input to be [{string.Join(',', shape.ToArray())}], the first made it [{string.Join(',', input.Shape.ToArray())}].",
                nameof(image));
        }

        switch (_tensor.ElementType)
        {
            case TensorElementType.Float32: Fill<float>(image, in plan, input, slot, slots); break;
            case TensorElementType.Float16: Fill<Half>(image, in plan, input, slot, slots); break;
            case TensorElementType.UInt8: Fill<byte>(image, in plan, input, slot, slots); break;
            default: Fill<sbyte>(image, in plan, input, slot, slots); break;
        }
    }

    private void Fill<T>(ImageView image, in ResizePlan plan, InputTensor input, int slot, int slots) where T : unmanaged
    {
        Span<T> batch = input.AsSpan<T>();
        int count = batch.Length / slots;
        bool invert = _spec.Polarity == StrokePolarity.LightOnDark && PicturePolarity.HasLightBackground(image);
        ImageToTensor.Write(
            image, in plan, _spec.Interpolation, _spec.Color, _spec.Layout, invert ? _inverted : _normalization, _padColor,
            batch.Slice(slot * count, count), Parallelism);
    }

    /// <summary>How a picture of this size is fitted into the input.</summary>
    public ResizePlan Plan(int width, int height)
    {
        if (_spec.Resize == ResizeMode.Pad) return ResizePlan.Pad(width, height, _spec.MultipleOf);
        if (_spec.Resize == ResizeMode.StretchToMultiple) return ResizePlan.StretchToMultiple(width, height, _spec.MaxSide, _spec.MultipleOf);
        if (_spec.Resize == ResizeMode.FitHeight) return ResizePlan.FitHeight(width, height, _width, _height!.Value);
        int inputWidth = _width!.Value, inputHeight = _height!.Value;
        return _spec.Resize switch
        {
            ResizeMode.Letterbox => ResizePlan.Letterbox(width, height, inputWidth, inputHeight, _spec.PadPosition),
            ResizeMode.CenterCrop => ResizePlan.CenterCrop(width, height, inputWidth, inputHeight, _spec.ShortSide ?? Math.Min(inputWidth, inputHeight)),
            _ => ResizePlan.Stretch(width, height, inputWidth, inputHeight),
        };
    }

    private static int FindInput(ModelSession session, ResolvedManifest manifest)
    {
        if (manifest.Manifest.Input.Name is { } name)
        {
            for (int i = 0; i < session.Inputs.Count; i++)
            {
                if (session.Inputs[i].Name == name) return i;
            }

            throw new ModelMismatchException(
                $"{manifest.Origin}: input.name is '{name}', but {session.Name} has {Names(session)}; correct the manifest.", session.Name);
        }

        return AuxiliaryInput.FindPicture(session) ?? throw TooManyInputs(session, manifest);
    }

    private static ModelMismatchException TooManyInputs(ModelSession session, ResolvedManifest manifest) => new(
        $"{manifest.Origin}: {session.Name} has {session.Inputs.Count} inputs ({Names(session)}), but a picture fills one; this model cannot be used for this task.", session.Name);

    private static void Tell(AuxiliaryInput auxiliary, IoBinding io, in ResizePlan plan, int slots)
    {
        InputTensor input = io.Input(auxiliary.Index);
        if (auxiliary.Kind == AuxiliaryInputKind.PixelMask)
        {
            input.Reshape(slots, plan.InputHeight, plan.InputWidth);
            input.AsSpan<long>().Fill(1);
            return;
        }

        input.Reshape(slots, 2);
        for (int slot = 0; slot < slots; slot++)
        {
            switch (auxiliary.Kind)
            {
                case AuxiliaryInputKind.ScaleFactor:
                    input.AsSpan<float>().Fill(1);
                    break;
                case AuxiliaryInputKind.HeightAndWidth:
                    (input.AsSpan<float>()[2 * slot], input.AsSpan<float>()[2 * slot + 1]) = (plan.InputHeight, plan.InputWidth);
                    break;
                default:
                    (input.AsSpan<long>()[2 * slot], input.AsSpan<long>()[2 * slot + 1]) = (plan.InputWidth, plan.InputHeight);
                    break;
            }
        }
    }

    private static string Names(ModelSession session) => string.Join(", ", session.Inputs.Select(static i => $"'{i.Name}'"));
}
