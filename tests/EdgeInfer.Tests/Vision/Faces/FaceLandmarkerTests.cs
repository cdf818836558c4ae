using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Imaging;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

public sealed class FaceLandmarkerTests
{
    private static readonly FaceLandmarkerOptions Options = new() { Session = TinyDetector.OneThread, Manifest = TinyFaces.LandmarkManifest };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The box is 40 × 20, so the square is 40 × 40 around its middle, from (100, 40) on.
    [Theory]
    [InlineData(LandmarkRange.Unit, 1f, 0f, 0f, 1f, 0.5f, 100, 40, 140, 60)]
    [InlineData(LandmarkRange.Signed, 1f, -1f, -1f, 1f, 0f, 100, 40, 140, 60)]
    // The input has 8 × 8 pixels.
    [InlineData(LandmarkRange.Pixels, 1f, 0f, 0f, 8f, 4f, 100, 40, 140, 60)]
    // Twice as large: from (80, 20) on.
    [InlineData(LandmarkRange.Unit, 2f, 0f, 0f, 1f, 0.5f, 80, 20, 160, 60)]
    // Outside the crop, and outside the picture.
    [InlineData(LandmarkRange.Unit, 1f, -3f, -1f, 2f, 5f, -20, 0, 180, 240)]
    public void Points_are_in_pixels_of_the_picture(LandmarkRange range, float scale, float x1, float y1, float x2, float y2, float left, float top, float right, float bottom)
    {
        using FaceLandmarker landmarker = FaceLandmarker.Load(
            TinyFaces.Landmarks("1", "1,4", x1, y1, x2, y2), "tiny", Options with { Manifest = TinyFaces.LandmarkManifest with { LandmarkRange = range, CropScale = scale } });
        using ImageBuffer image = SolidPicture.White(200, 200);
        Assert.Equal(2, landmarker.Count);
        Assert.Equal([new(left, top), new(right, bottom)], landmarker.Locate(image, new BoundingBox(100, 50, 140, 70), Cancel));
    }

    /// <summary>The model gives the mean of the crop's left and right half: what is outside the picture is black.</summary>
    [Fact]
    public void What_is_outside_the_picture_is_black()
    {
        byte[] model = new TestModel()
            .Input("crop", TensorElementType.Float32, "1,1,1,2")
            .Node("Flatten", ["crop"], ["landmarks"])
            .Output("landmarks", TensorElementType.Float32, "1,2")
            .ToArray();
        var manifest = new ModelManifest { Task = ModelTask.FaceLandmarks, LandmarkRange = LandmarkRange.Pixels, Input = new ImageInputSpec { Color = ColorOrder.Gray, Interpolation = Interpolation.Area, Scale = 1 / 255f } };
        using FaceLandmarker landmarker = FaceLandmarker.Load(model, "tiny", Options with { Manifest = manifest });
        using ImageBuffer image = SolidPicture.White(100, 100);

        // Inside. The crop is 20 × 20, a pixel of the input 10 × 20.
        AssertHalves(50, 40, 1, 1);
        // Half of it left of the picture.
        AssertHalves(-10, 40, 0, 1);
        // Half of the left half, none of the right half.
        AssertHalves(95, 40, 0.5f, 0);
        // A quarter of each half.
        AssertHalves(40, 95, 0.25f, 0.25f);

        // Half grey is 127 or 128.
        void AssertHalves(float x, float y, float left, float right) => GoldenFaces.AssertClose(
            [new Keypoint(x + left * 10, y + right * 20)], landmarker.Locate(image, new BoundingBox(x, y, x + 20, y + 20), Cancel), 0.05f, $"{x}, {y}");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("n")]
    public void Several_faces_are_found_as_each_alone(string batch)
    {
        using FaceLandmarker landmarker = FaceLandmarker.Load(BrightnessModel(batch), "tiny", Options);
        using var image = new ImageBuffer(300, 200, PixelFormat.Bgr24);
        new Random(2).NextBytes(image.Pixels);
        BoundingBox[] boxes = [.. Enumerable.Range(0, 11).Select(static i => new BoundingBox(20 * i - 10, 10 * i, 20 * i + 50 + i, 10 * i + 40))];

        IReadOnlyList<IReadOnlyList<Keypoint>> together = landmarker.Locate(image, boxes, Cancel);

        Assert.Equal(boxes.Length, together.Count);
        for (int i = 0; i < boxes.Length; i++) Assert.Equal(landmarker.Locate(image, boxes[i], Cancel), together[i]);
        Assert.Empty(landmarker.Locate(image, [], Cancel));
    }

    [Fact]
    public async Task Calls_that_do_not_block_say_the_same()
    {
        using FaceLandmarker landmarker = FaceLandmarker.Load(BrightnessModel("n"), "tiny", Options);
        using var image = new ImageBuffer(100, 100, PixelFormat.Rgb24);
        new Random(2).NextBytes(image.Pixels);
        BoundingBox[] boxes = [new(1, 2, 30, 40), new(50, 60, 90, 95)];
        Assert.Equal(landmarker.Locate(image, boxes[0], Cancel), await landmarker.LocateAsync(image, boxes[0], Cancel));
        Assert.Equal(landmarker.Locate(image, boxes, Cancel), await landmarker.LocateAsync(image, boxes, Cancel));
        Assert.Equal(landmarker.Locate(image, boxes[1], Cancel), landmarker.Locate(image, boxes[1], out StageTimings timings, Cancel));
        Assert.True(timings.Inference > TimeSpan.Zero);
    }

    public static TheoryData<PixelFormat> YuvFormats => [.. PixelFormats.Yuv];

    [Theory]
    [MemberData(nameof(YuvFormats))]
    public void A_camera_frame_gives_what_its_rgb_picture_gives(PixelFormat format)
    {
        using FaceLandmarker landmarker = FaceLandmarker.Load(BrightnessModel("1"), "tiny", Options);
        var frame = new YuvFrame(format, 121, 83, new Random(3), padding: 5);
        using ImageBuffer rgb = ImageBuffer.CopyOf(frame.View());
        foreach (BoundingBox box in (BoundingBox[])[new(11, 13, 50, 47), new(-20, -10, 33, 40), new(90, 60, 140, 99)])
            Assert.Equal(landmarker.Locate(rgb, box, Cancel), landmarker.Locate(frame.View(), box, Cancel));
    }

    [Fact]
    public void Boxes_that_hold_no_face_are_refused()
    {
        using FaceLandmarker landmarker = FaceLandmarker.Load(BrightnessModel("1"), "tiny", Options);
        using ImageBuffer image = SolidPicture.White(100, 80);
        BoundingBox[] boxes =
        [
            new(10, 10, 10, 20), new(20, 10, 10, 20), new(-30, 10, -1, 20), new(100, 10, 120, 20), new(10, 80, 20, 90), new(10, -9, 20, 0),
            new(float.NaN, 10, 20, 20), new(10, 10, float.PositiveInfinity, 20), new(-1e9f, -1e9f, 1e9f, 1e9f), new(-500, 0, 500, 20),
        ];
        foreach (BoundingBox box in boxes)
        {
            Assert.Throws<ArgumentException>(() => landmarker.Locate(image, box, Cancel));
            Assert.Throws<ArgumentException>(() => landmarker.Locate(image, [new BoundingBox(1, 1, 5, 5), box], Cancel));
        }

        Assert.Throws<ArgumentException>(() => landmarker.Locate(default, new BoundingBox(1, 1, 2, 2), Cancel));
        Assert.ThrowsAny<OperationCanceledException>(() => landmarker.Locate(image, new BoundingBox(1, 1, 5, 5), new CancellationToken(true)));
        // A sliver at the edge is a face still.
        Assert.Equal(2, landmarker.Locate(image, new BoundingBox(99.9f, 79.9f, 100.1f, 80.1f), Cancel).Count);
        Assert.Equal(2, landmarker.Locate(image, new BoundingBox(-0.4f, -0.4f, 0.01f, 0.01f), Cancel).Count);
        landmarker.Dispose();
        Assert.Throws<ObjectDisposedException>(() => landmarker.Locate(image, new BoundingBox(1, 1, 5, 5), Cancel));
    }

    [Fact]
    public void Points_that_are_none_are_told()
    {
        using FaceLandmarker landmarker = FaceLandmarker.Load(TinyFaces.Landmarks("1", "1,4", 0, 0, 1, float.NaN), "tiny", Options);
        using ImageBuffer image = SolidPicture.White(100, 80);
        Assert.Contains("gave landmark 1 as (1, NaN)", Assert.Throws<InferenceException>(() => landmarker.Locate(image, new BoundingBox(1, 1, 50, 50), Cancel)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("?,?")]
    [InlineData("")]
    public void Outputs_that_are_no_landmarks_are_refused(string shape)
    {
        byte[] model = new TestModel().Input("crop", TensorElementType.Float32, "1,3,8,8").Constant("points", "1,5", new float[5])
            .Node("Identity", ["points"], ["landmarks"]).Output("landmarks", TensorElementType.Float32, shape).ToArray();
        if (shape == "1,5") Assert.Contains("such as [1, 196] for 98", Assert.Throws<ModelMismatchException>(() => FaceLandmarker.Load(model, "tiny", Options)).Message, StringComparison.Ordinal);
        else Assert.ThrowsAny<EdgeInferException>(() => FaceLandmarker.Load(model, "tiny", Options));
    }

    [Fact]
    public void Of_several_outputs_the_landmarks_are_told_by_their_number()
    {
        TestModel model = new TestModel().Input("crop", TensorElementType.Float32, "1,3,8,8");
        foreach ((string name, int values) in (ReadOnlySpan<(string, int)>)[("features", 128), ("points", 136), ("angles", 3)])
            model.Constant($"{name}_content", $"1,{values}", [.. Enumerable.Repeat(0.5f, values)]).Node("Identity", [$"{name}_content"], [name]).Output(name, TensorElementType.Float32, $"1,{values}");
        using FaceLandmarker landmarker = FaceLandmarker.Load(model.ToArray(), "tiny", Options);
        Assert.Equal(68, landmarker.Count);
    }

    [Fact]
    public void Models_of_other_tasks_are_refused()
    {
        var error = Assert.Throws<ModelMismatchException>(() => FaceLandmarker.Load(TestData.Path("models/yunet_n_dynamic.onnx"), new FaceLandmarkerOptions { Session = TinyDetector.OneThread }));
        Assert.Contains("it was loaded for 'faceLandmarks'; use ObjectDetector", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Two points, both (mean of red, mean of green).</summary>
    private static byte[] BrightnessModel(string batch) => new TestModel()
        .Input("crop", TensorElementType.Float32, $"{batch},3,8,8")
        .Node("GlobalAveragePool", ["crop"], ["means"])
        .Node("Flatten", ["means"], ["rgb"])
        .Constant("weights", "3,4", 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0)
        .Node("MatMul", ["rgb", "weights"], ["landmarks"])
        .Output("landmarks", TensorElementType.Float32, $"{batch},4")
        .ToArray();
}
