using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>
/// Picture to tensor: resize, pad, reorder and normalise 8-bit pixels straight into a tensor of floats or 8-bit integers.
/// </summary>
/// <remarks>
/// One pass: a source row is split into planes and resized horizontally once, the rows that an output row needs are
/// blended into 8-bit levels, and these are normalised into the tensor while still in the first-level cache. Levels are
/// those of the library that models were trained with, bit for bit: <see cref="Interpolation"/> says whose.
/// Of a YUV picture only the wanted pixels are converted, a row at a time; the result is that of converting it first, as
/// OpenCV's <c>cvtColor</c> does, grey included. Thread-safe; scratch memory is pooled. Large pictures are written in bands
/// of rows on several threads, if allowed; the result is the same.
/// </remarks>
internal static partial class ImageToTensor
{
    /// <summary>Pixels read or written, whichever are more, that pay for a second thread: some 50 µs of work.</summary>
    private const int BandPixels = 96 * 1024;

    /// <summary>Writes one picture; every element of the destination is written.</summary>
    /// <param name="source">Any size, stride and format. Alpha is ignored.</param>
    /// <param name="plan">Where the picture lands in the input.</param>
    /// <param name="interpolation">The resize filter; not used where the plan does not resize.</param>
    /// <param name="order">Channels of the tensor; their number equals <c>normalization.Channels</c>.</param>
    /// <param name="layout">Order of the axes.</param>
    /// <param name="normalization">From 8-bit values to the model's.</param>
    /// <param name="padColor">Red, green, blue, 0 … 255, normalised like a pixel, for what the picture does not cover.</param>
    /// <param name="destination">Exactly channels × height × width elements: float, Half, byte or sbyte.</param>
    /// <param name="parallelism">Threads that share the rows.</param>
    /// <exception cref="ArgumentException">The picture is empty, a size does not match, or the element type is another or cannot be quantised.</exception>
    public static void Write<T>(
        ImageView source, in ResizePlan plan, Interpolation interpolation, ColorOrder order, TensorLayout layout,
        PixelNormalization normalization, ReadOnlySpan<byte> padColor, Span<T> destination, KernelParallelism parallelism = default) where T : unmanaged =>
        Write(Simd.Widest, source, in plan, interpolation, order, layout, normalization, padColor, destination, parallelism);

    /// <summary>As above, with vectors no wider than asked for: the result is the same, bit for bit.</summary>
    /// <inheritdoc cref="Write{T}(ImageView, in ResizePlan, Interpolation, ColorOrder, TensorLayout, PixelNormalization, ReadOnlySpan{byte}, Span{T}, KernelParallelism)"/>
    public static void Write<T>(
        SimdWidth simd, ImageView source, in ResizePlan plan, Interpolation interpolation, ColorOrder order, TensorLayout layout,
        PixelNormalization normalization, ReadOnlySpan<byte> padColor, Span<T> destination, KernelParallelism parallelism = default) where T : unmanaged
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
        Interpolation filter = resizes ? interpolation : Interpolation.Nearest;
        int grain = BandRows(in pass, filter, parallelism.MaxDegree);
        if (parallelism.WorkersFor(y1 - y0, grain) == 1) WriteRows(in pass, filter);
        else WriteBands(in pass, filter, grain, parallelism);
    }

    private static void WriteRows(in Pass pass, Interpolation filter)
    {
        switch (filter)
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

    /// <summary>Rows of the tensor that a thread takes at a time.</summary>
    private static int BandRows(in Pass pass, Interpolation filter, int threads)
    {
        long pixels = pass.Count;
        // Filters that widen when shrinking read every pixel of the source, the others a few for each one written.
        if (filter is Interpolation.AntialiasedBilinear or Interpolation.AntialiasedBicubic or Interpolation.Area)
            pixels = Math.Max(pixels, (long)pass.Source.Width * pass.Source.Height / pass.Plan.ResizedHeight);
        // Every band weighs its columns anew and reads the rows at its edges once more: two for each thread keep that small,
        // and still let a thread that is held up leave its second to another.
        int rows = pass.Y1 - pass.Y0, even = (rows + 2 * threads - 1) / (2 * threads);
        return Math.Max(even, (int)(BandPixels / Math.Min(pixels, BandPixels)));
    }

#pragma warning disable CS8500 // A pointer to a pass, which holds spans: see WriteBands.
    private static unsafe void WriteBands(in Pass pass, Interpolation filter, int grain, KernelParallelism parallelism)
    {
        // The pass stays where it is, on this thread's stack, and is alive until no other thread uses it any more; its spans
        // are this frame's, so whatever the collector moves meanwhile, it moves there.
        fixed (Pass* whole = &pass) parallelism.Run(new Bands(whole, filter), pass.Y1 - pass.Y0, grain);
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
            PixelBytes = PixelRows.PixelBytes(source.Format);
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

        /// <summary>Whether <see cref="YuvColumns"/> reads the source instead of <see cref="ImageView.GetRow"/>.</summary>
        public bool IsYuv => Source.Format.IsYuv();

        /// <summary>Bytes of a pixel; of a YUV picture, once it is converted.</summary>
        public int PixelBytes { get; }

        public ResizePlan Plan { get; }

        /// <summary>The first column of the resized picture that is wanted, and how many.</summary>
        public int FirstColumn { get; }

        /// <inheritdoc cref="FirstColumn"/>
        public int Count { get; }

        /// <summary>First row of the tensor to write.</summary>
        public int Y0 { get; init; }

        /// <summary>The row after the last.</summary>
        public int Y1 { get; init; }

        /// <summary>Elements from one plane of a row to the next: whole vectors of any width.</summary>
        public int PlaneStride { get; }

        /// <summary>Elements of all planes of a row.</summary>
        public int RowLength { get; }

        public bool KeepsWidth => Plan.ResizedWidth == Source.Width;

        /// <summary>The wanted columns of a source row, where the width is kept.</summary>
        public ReadOnlySpan<byte> WantedPixels(int row) => Source.GetRow(row).Slice(FirstColumn * PixelBytes, Count * PixelBytes);

        /// <param name="offsets">The byte offset of each wanted pixel of a row.</param>
        /// <returns>What fetches them; nothing where that is not needed: from YUV, or where the width is kept.</returns>
        public PixelPicks PicksOf(ReadOnlySpan<int> offsets) =>
            IsYuv || KeepsWidth ? default : new PixelPicks(Simd, offsets, PixelBytes, Source.Width * PixelBytes);

        public void Store(int y, ReadOnlySpan<byte> levels) => _target.StoreRow(_x0, y, Count, levels, PlaneStride, _order);
    }

    private readonly unsafe struct Bands(Pass* pass, Interpolation filter) : IRangeWork
    {
        public void Run(RangeQueue ranges, int worker)
        {
            while (ranges.TryTake(out int start, out int end))
            {
                Pass band = *pass with { Y0 = pass->Y0 + start, Y1 = pass->Y0 + end };
                WriteRows(in band, filter);
            }
        }
    }
#pragma warning restore CS8500
}
