using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>The output of a model that has a value, or one a channel, for every pixel: where it is and how its axes lie.</summary>
/// <remarks>
/// <c>[1, C, H, W]</c>, <c>[1, H, W, C]</c> or <c>[1, H, W]</c>. Which axis the channels are on follows from the number of labels
/// where one axis has that size and the other has not, else from an axis of size 1 or 3, else from the input's layout.
/// </remarks>
internal sealed class MapOutput
{
    private readonly ModelSession _session;
    private readonly ResolvedManifest _manifest;
    private readonly TensorSpec _spec;
    private readonly int? _labels;

    private MapOutput(ModelSession session, ResolvedManifest manifest, int index)
    {
        (_session, _manifest, Index) = (session, manifest, index);
        _spec = session.Outputs[index];
        _labels = manifest.Manifest.Labels.Count is > 0 and var labels ? labels : null;
        if (!_spec.IsTensor || Rank is not (3 or 4)) throw Contradiction("a map of a picture has 3 or 4 axes");
        if (!IsInteger && _spec.ElementType is not (TensorElementType.Float32 or TensorElementType.Float16))
            throw Contradiction("maps are read as float32, float16, int64, int32 or uint8");
        Layout = Rank == 3 ? TensorLayout.Nchw : FindLayout();
    }

    /// <summary>Its place among the model's outputs.</summary>
    public int Index { get; }

    public int Rank => _spec.Dimensions.Count;

    public TensorElementType ElementType => _spec.ElementType;

    public bool IsInteger => ElementType is TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.UInt8;

    /// <summary>Where the channels are.</summary>
    public TensorLayout Layout { get; }

    /// <summary>Names of the classes, as many as there are.</summary>
    public int? LabelCount => _labels;

    public ModelManifest Manifest => _manifest.Manifest;

    /// <summary>The output that the manifest names as <c>outputs.scores</c>, else the first.</summary>
    /// <exception cref="ModelMismatchException">There is none of that name, or it is no map.</exception>
    public static MapOutput Find(ModelSession session, ResolvedManifest manifest)
    {
        if (manifest.Manifest.Outputs.Scores is not { } name) return new(session, manifest, 0);
        for (int i = 0; i < session.Outputs.Count; i++)
        {
            if (session.Outputs[i].Name == name) return new(session, manifest, i);
        }

        throw new ModelMismatchException(
            $"{manifest.Origin}: outputs.scores is '{name}', but {session.Name} has {string.Join("; ", session.Outputs)}; correct the manifest.", session.Name);
    }

    /// <summary>Channels, as far as the model says; null where it leaves them free.</summary>
    public int? ChannelCount() => Rank == 3 ? 1 : _spec.Dimensions[Layout == TensorLayout.Nchw ? 1 : 3] is > 0 and <= int.MaxValue and var size ? (int)size : null;

    /// <summary>The map's size, where the model fixes it.</summary>
    public (int Width, int Height)? FixedSize()
    {
        int height = Rank == 3 || Layout == TensorLayout.Nhwc ? 1 : 2;
        long rows = _spec.Dimensions[height], columns = _spec.Dimensions[height + 1];
        return rows is > 0 and <= int.MaxValue && columns is > 0 and <= int.MaxValue ? ((int)columns, (int)rows) : null;
    }

    /// <summary>The map's channels, height and width after a run.</summary>
    /// <exception cref="ModelMismatchException">The run gave another number of channels, or an empty map.</exception>
    public (int Width, int Height) Measure(in ModelOutputs outputs, int channels)
    {
        ReadOnlySpan<long> shape = outputs.Shape(Index);
        (long found, long height, long width) = (shape.Length, Layout) switch
        {
            (3, _) => (1, shape[1], shape[2]),
            (4, TensorLayout.Nchw) => (shape[1], shape[2], shape[3]),
            (4, _) => (shape[3], shape[1], shape[2]),
            _ => (0, 0, 0),
        };
        if (found == channels && height is > 0 and <= int.MaxValue && width is > 0 and <= int.MaxValue) return ((int)width, (int)height);
        throw new ModelMismatchException(
            $"Output '{_spec.Name}' of {_session.Name} was [{string.Join(',', shape.ToArray())}] after this picture; {channels} channel(s) were expected. Correct the labels, or the model.", _session.Name);
    }

    public ModelMismatchException Contradiction(string what) => new(
        $"{_manifest.Origin} contradicts {_session.Name}: {what}, but output '{_spec.Name}' is {_spec.Describe()}; name another one in the manifest's outputs.scores, or correct the labels.", _session.Name);

    private TensorLayout FindLayout()
    {
        long second = _spec.Dimensions[1], last = _spec.Dimensions[3];
        if (_labels is { } labels && (second == labels) != (last == labels)) return second == labels ? TensorLayout.Nchw : TensorLayout.Nhwc;
        bool first = second is 1 or 3;
        return first != last is 1 or 3 ? (first ? TensorLayout.Nchw : TensorLayout.Nhwc) : Manifest.Input.Layout;
    }
}
