using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>
/// Picture to tensor: resize, pad, reorder and normalise 8-bit pixels straight into a tensor of floats or 8-bit integers.
/// </summary>
/// <remarks>
/// One pass: a source row is split into planes and resized horizontally once, the rows that an output row needs are
/// blended into 8-bit levels, and these are normalised into the tensor while still in the first-level cache. Levels are
/// those of the library that models were trained with, bit for bit: <see cref="Interpolation"/> says whose.
/// Thread-safe; scratch memory is pooled.
/// </remarks>
internal static partial class ImageToTensor
{
    /// <summary>Writes one picture; every element of the destination is written.</summary>
    /// <param name="source">Any size, stride and format. Alpha is ignored.</param>
    /// <param name="plan">Where the picture lands in the input.</param>
    /// <param name="interpolation">The resize filter; not used where the plan does not resize.</param>
    /// <param name="order">Channels of the tensor; their number equals <c>normalization.Channels</c>.</param>
    /// <param name="layout">Order of the axes.</param>
    /// <param name="normalization">From 8-bit values to the model's.</param>
    /// <param name="padColor">Red, green, blue, 0 … 255, normalised like a pixel, for what the picture does not cover.</param>
    /// <param name="destination">Exactly channels × height × width elements: float, Half, byte or sbyte.</param>
    /// <exception cref="ArgumentException">The picture is empty, a size does not match, or the element type is another or cannot be quantised.</exception>
    public static void Write<T>(
        ImageView source, in ResizePlan plan, Interpolation interpolation, ColorOrder order, TensorLayout layout,
        PixelNormalization normalization, ReadOnlySpan<byte> padColor, Span<T> destination) where T : unmanaged =>
        Write(Simd.Widest, source, in plan, interpolation, order, layout, normalization, padColor, destination);

    /// <summary>As above, with vectors no wider than asked for: the result is the same, bit for bit.</summary>
    /// <inheritdoc cref="Write{T}(ImageView, in ResizePlan, Interpolation, ColorOrder, TensorLayout, PixelNormalization, ReadOnlySpan{byte}, Span{T})"/>
    public static void Write<T>(
        SimdWidth simd, ImageView source, in ResizePlan plan, Interpolation interpolation, ColorOrder order, TensorLayout layout,
        PixelNormalization normalization, ReadOnlySpan<byte> padColor, Span<T> destination) where T : unmanaged
    {
        int channels = normalization.Channels;
        int expected = checked(plan.InputWidth * plan.InputHeight * channels);
        if (source.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(source));
        if (destination.Length != expected)
        {
            throw new ArgumentException(
                $"A {channels}×{plan.InputHeight}×{plan.InputWidth} tensor has {expected} elements; the destination has {destination.Length}.",
                nameof(destination));
        }

        if (channels != (order == ColorOrder.Gray ? 1 : 3))
            throw new ArgumentException($"{order} has {(order == ColorOrder.Gray ? 1 : 3)} channels; the normalisation has {channels}.", nameof(normalization));

        // The part of the input that the resized picture covers.
        int x0 = Math.Max(0, plan.Left), x1 = Math.Min(plan.InputWidth, plan.Left + plan.ResizedWidth);
        int y0 = Math.Max(0, plan.Top), y1 = Math.Min(plan.InputHeight, plan.Top + plan.ResizedHeight);
        TensorTarget target = TensorTarget.Of(simd, destination, plan.InputWidth, plan.InputHeight, layout, normalization);
        FillPadding(x0, x1, y0, y1, order, padColor, target);
        if (x0 >= x1 || y0 >= y1) return;

        var pass = new Pass(simd, source, in plan, PlaneOrder.For(source.Format, order), target, x0, x1 - x0, y0, y1);
        bool resizes = plan.ResizedWidth != source.Width || plan.ResizedHeight != source.Height;
        switch (resizes ? interpolation : Interpolation.Nearest)
        {
            case Interpolation.Nearest: WriteNearest(in pass, floor: false); break;
            case Interpolation.NearestFloor: WriteNearest(in pass, floor: true); break;
            case Interpolation.AntialiasedBilinear: WriteAntialiased(in pass, cubic: false); break;
            case Interpolation.AntialiasedBicubic: WriteAntialiased(in pass, cubic: true); break;
            case Interpolation.Area: WriteArea(in pass); break;
            case Interpolation.Bicubic: WriteBicubic(in pass); break;
            default: WriteBilinear(in pass, overlap: false); break;
        }
    }

    private static void FillPadding(int x0, int x1, int y0, int y1, ColorOrder order, ReadOnlySpan<byte> padColor, TensorTarget target)
    {
        Span<float> pad = stackalloc float[3];
        float red = padColor.Length > 0 ? padColor[0] : 0, green = padColor.Length > 1 ? padColor[1] : red, blue = padColor.Length > 2 ? padColor[2] : red;
        (pad[0], pad[1], pad[2]) = order switch
        {
            ColorOrder.Rgb => (red, green, blue),
            ColorOrder.Bgr => (blue, green, red),
            _ => (LevelsToTensor.Luma(red, green, blue), 0, 0),
        };
        target.FillAround(x0, x1, y0, y1, pad);
    }

    /// <summary>One picture on its way into one tensor: what all resize filters share.</summary>
    private readonly ref struct Pass
    {
        private readonly PlaneOrder _order;
        private readonly TensorTarget _target;
        private readonly int _x0;

        public Pass(
            SimdWidth simd, ImageView source, in ResizePlan plan, PlaneOrder order, TensorTarget target, int x0, int count, int y0, int y1)
        {
            Simd = simd;
            Source = source;
            PixelBytes = source.Format.BytesPerPixel();
            Plan = plan;
            _order = order;
            _target = target;
            _x0 = x0;
            FirstColumn = x0 - plan.Left;
            Count = count;
            Y0 = y0;
            Y1 = y1;
            PlaneStride = checked(count + RowBlend.Multiple - 1) / RowBlend.Multiple * RowBlend.Multiple;
            RowLength = checked(PlaneStride * (PixelBytes == 1 ? 1 : 3));
        }

        public SimdWidth Simd { get; }

        public ImageView Source { get; }

        public int PixelBytes { get; }

        public ResizePlan Plan { get; }

        /// <summary>The first column of the resized picture that is wanted, and how many.</summary>
        public int FirstColumn { get; }

        /// <inheritdoc cref="FirstColumn"/>
        public int Count { get; }

        /// <summary>First row of the tensor to write.</summary>
        public int Y0 { get; }

        /// <summary>The row after the last.</summary>
        public int Y1 { get; }

        /// <summary>Elements from one plane of a row to the next: whole vectors of any width.</summary>
        public int PlaneStride { get; }

        /// <summary>Elements of all planes of a row.</summary>
        public int RowLength { get; }

        public bool KeepsWidth => Plan.ResizedWidth == Source.Width;

        /// <summary>The wanted columns of a source row, where the width is kept.</summary>
        public ReadOnlySpan<byte> WantedPixels(int row) => Source.GetRow(row).Slice(FirstColumn * PixelBytes, Count * PixelBytes);

        public void Store(int y, ReadOnlySpan<byte> levels) => _target.StoreRow(_x0, y, Count, levels, PlaneStride, _order);
    }
}
