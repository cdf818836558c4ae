using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class PoseEstimatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DecoderFamily.Ultralytics, 3)]
    [InlineData(DecoderFamily.Ultralytics, 2)]
    [InlineData(DecoderFamily.YoloEndToEnd, 3)]
    [InlineData(DecoderFamily.YoloEndToEnd, 2)]
    public void Models_that_find_people_themselves_give_boxes_and_joints(DecoderFamily family, int values)
    {
        // One person in (4, 8) – (20, 28), joints in two corners of the box.
        using PoseEstimator estimator = Load(
            (family == DecoderFamily.Ultralytics ? TinyPose.FindsPeople(values) : TinyPose.FindsPeopleAtOnce(values)).ToArray(), TinyPose.Manifest(family, "head", "foot"));
        Assert.False(estimator.IsTopDown);
        Assert.Equal(["head", "foot"], estimator.KeypointNames);
        using ImageBuffer image = SolidPicture.Black(64, 96);
        IReadOnlyList<Person> people = estimator.Estimate(image, out StageTimings timings, Token);
        Person person = Assert.Single(people);
        Assert.True(timings.Total > TimeSpan.Zero);
        Assert.Equal(new BoundingBox(8, 24, 40, 84), person.Box);
        Assert.Equal(0.8f, person.Score);
        Assert.Equal([new(8, 24, values == 3 ? 0.7f : 1), new(40, 84, values == 3 ? 0.6f : 1)], person.Keypoints);
        Assert.Equal("person 0.80 (8, 24) – (40, 84), 2 joints", person.ToString());
        Assert.Throws<InvalidOperationException>(() => estimator.Estimate(image, [person.Box], Token));
    }

    [Fact]
    public void A_letterboxed_persons_joints_are_put_back()
    {
        ModelManifest manifest = TinyPose.Manifest(DecoderFamily.Ultralytics, "head", "foot");
        using PoseEstimator estimator = Load(TinyPose.FindsPeople(3).ToArray(), manifest with { Input = manifest.Input with { Resize = ResizeMode.Letterbox } });
        using ImageBuffer image = SolidPicture.Black(128, 64);
        Person person = Assert.Single(estimator.Estimate(image, Token));
        // A quarter of its size, 8 rows below the input's top.
        Assert.Equal(new BoundingBox(16, 0, 80, 64), person.Box);
        Assert.Equal([new(16, 0, 0.7f), new(80, 80, 0.6f)], person.Keypoints);
    }

    [Fact]
    public void Ultralytics_metadata_tells_the_joints()
    {
        using ImageBuffer image = SolidPicture.Black(32, 32);
        foreach (TestModel model in (TestModel[])[TinyPose.FindsPeople(3), TinyPose.FindsPeopleAtOnce(3)])
        {
            byte[] file = model.Metadata("task", "pose").Metadata("names", "{0: 'person'}").Metadata("kpt_shape", "[2, 3]").Metadata("imgsz", "[32, 32]").ToArray();
            using PoseEstimator estimator = PoseEstimator.Load(file, "tiny", new PoseEstimatorOptions { Session = TinyDetector.OneThread });
            Assert.Contains("metadata", estimator.Manifest.Origin);
            Assert.Equal(["point 1", "point 2"], estimator.KeypointNames);
            Person person = Assert.Single(estimator.Estimate(image, Token));
            Assert.Equal([new(4, 8, 0.7f), new(20, 28, 0.6f)], person.Keypoints);
        }
    }

    public static TheoryData<DecoderFamily> TopDownFamilies => [DecoderFamily.SimCc, DecoderFamily.Heatmap];

    [Theory]
    [MemberData(nameof(TopDownFamilies))]
    public void Joints_of_a_box_lie_where_the_model_saw_them(DecoderFamily family)
    {
        using PoseEstimator estimator = Load(TinyPose.SeesBrightness(family), TinyPose.Manifest(family));
        Assert.True(estimator.IsTopDown);
        Assert.Equal(1, estimator.KeypointCount);
        // A bright block of 16 × 16 pixels on black; the box around it is moved about.
        using ImageBuffer image = SolidPicture.Black(300, 200);
        for (int y = 100; y < 116; y++) image.GetRow(y).Slice(3 * 140, 3 * 16).Fill(255);

        foreach (BoundingBox box in (BoundingBox[])[new(100, 60, 180, 150), new(110, 90, 150, 170), new(80, 90, 240, 112), new(-50, 20, 250, 240)])
        {
            Person person = Assert.Single(estimator.Estimate(image, [box], Token));
            Assert.Equal(box, person.Box);
            Keypoint joint = Assert.Single(person.Keypoints);
            // In the block, give or take what an input pixel, or one of a map, covers in the picture.
            float step = Math.Max(box.Width, box.Height) * 1.25f * 4 / 3 / 48 * (family == DecoderFamily.Heatmap ? 5 : 1);
            Assert.InRange(joint.X, 140 - step, 156 + step);
            Assert.InRange(joint.Y, 100 - step, 116 + step);
            Assert.True(joint.Score > 0.5f, joint.ToString());
            Assert.Equal(joint.Score, person.Score);
        }
    }

    [Fact]
    public void The_crop_is_the_box_a_quarter_larger_in_the_inputs_aspect()
    {
        // 40 × 80 becomes 50 × 100, and as the input is 36 × 48, 75 × 100: a scale of 0.48.
        AffineTransform transform = PersonCrop.Transform(new BoundingBox(100, 50, 140, 130), 36, 48);
        Assert.Equal(0.48, transform.M11, 1e-12);
        Assert.Equal(0.48, transform.M22, 1e-12);
        Assert.Equal(new System.Numerics.Vector2(18, 24), transform.Map(new(120, 90)));
        Assert.Equal(24 - 50 * 0.48f, transform.Map(new(120, 40)).Y, 1e-4f);
        // A wide one keeps its width instead.
        transform = PersonCrop.Transform(new BoundingBox(0, 0, 144, 10), 36, 48);
        Assert.Equal(36 / 180.0, transform.M11, 1e-12);
    }

    [Fact]
    public void Without_boxes_the_whole_picture_is_one_person_and_a_detector_finds_them_otherwise()
    {
        using ImageBuffer image = SolidPicture.White(64, 64);
        using PoseEstimator alone = Load(TinyPose.SeesBrightness(DecoderFamily.SimCc), TinyPose.Manifest(DecoderFamily.SimCc));
        Assert.Equal(new BoundingBox(0, 0, 64, 64), Assert.Single(alone.Estimate(image, Token)).Box);

        using ObjectDetector detector = ObjectDetector.Load(
            TinyDetector.SeesWhite(), "tiny", new ObjectDetectorOptions { Session = TinyDetector.OneThread, Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, "person", "dog") });
        using PoseEstimator estimator = PoseEstimator.Load(TinyPose.SeesBrightness(DecoderFamily.SimCc), "tiny", new PoseEstimatorOptions
        {
            Session = TinyDetector.OneThread,
            Manifest = TinyPose.Manifest(DecoderFamily.SimCc),
            PersonDetector = detector,
        });
        Assert.Equal(new BoundingBox(4, 8, 20, 24), Assert.Single(estimator.Estimate(image, Token)).Box);
        using ImageBuffer black = SolidPicture.Black(64, 64);
        Assert.Empty(estimator.Estimate(black, Token));
    }

    [Fact]
    public async Task Many_pictures_and_other_threads_have_the_people_of_single_calls()
    {
        using PoseEstimator topDown = Load(TinyPose.SeesBrightness(DecoderFamily.Heatmap), TinyPose.Manifest(DecoderFamily.Heatmap)), finder = Load(TinyPose.FindsPeople(3).ToArray(), TinyPose.Manifest(DecoderFamily.Ultralytics));
        ImageBuffer[] images = [.. Enumerable.Range(0, 6).Select(static seed =>
        {
            var image = new ImageBuffer(40 + seed, 50, PixelFormat.Rgb24);
            new Random(seed).NextBytes(image.Pixels);
            return image;
        })];
        foreach (PoseEstimator estimator in (PoseEstimator[])[topDown, finder])
        {
            string[] expected = [.. images.Select(i => Text(estimator.Estimate(i, Token)))];
            Assert.Equal(expected, estimator.Estimate(images, Token).Select(Text));
            Assert.Equal(expected, (await estimator.EstimateAsync(images, Token)).Select(Text));
            Assert.Equal(expected[1], Text(await estimator.EstimateAsync(images[1], Token)));
            string[][] found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => images.Select(i => Text(estimator.Estimate(i, Token))).ToArray(), Token)));
            Assert.All(found, f => Assert.Equal(expected, f));
        }

        // A group of more people than are cut out at a time.
        BoundingBox[] boxes = [.. Enumerable.Range(0, 19).Select(static i => new BoundingBox(i, i, i + 20, i + 30))];
        Assert.Equal(boxes.Select(b => Text(topDown.Estimate(images[0], [b], Token))), topDown.Estimate(images[0], boxes, Token).Select(static p => Text([p])));
        Assert.Empty(topDown.Estimate(images[0], [], Token));
        foreach (ImageBuffer image in images) image.Dispose();

        static string Text(IReadOnlyList<Person> people) => string.Join(';', people.Select(static p => $"{p} {string.Join(' ', p.Keypoints)}"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10_000, 50)]
    public void Pictures_of_odd_sizes_and_formats_go_through(int width, int height)
    {
        using PoseEstimator estimator = Load(TinyPose.SeesBrightness(DecoderFamily.SimCc), TinyPose.Manifest(DecoderFamily.SimCc));
        foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Gray8, PixelFormat.Rgba32])
        {
            using var image = new ImageBuffer(width, height, format);
            image.Pixels.Fill(200);
            IReadOnlyList<Person> people = estimator.Estimate(image, Token);
            Assert.Single(people);
            image.Draw(people);
        }

        byte[] nv12 = new byte[(width + 1) / 2 * 2 * height + (width + 1) / 2 * 2 * ((height + 1) / 2)];
        Assert.Single(estimator.Estimate(new ImageView(nv12, width, height, PixelFormat.Nv12), Token));
    }

    [Fact]
    public void Bad_calls_and_models_are_refused()
    {
        using ImageBuffer image = SolidPicture.Black(20, 20);
        using PoseEstimator estimator = Load(TinyPose.SeesBrightness(DecoderFamily.SimCc), TinyPose.Manifest(DecoderFamily.SimCc));
        Assert.Throws<ArgumentException>(() => estimator.Estimate(image, [new BoundingBox(3, 3, 3, 9)], Token));
        Assert.Throws<ArgumentException>(() => estimator.Estimate(image, [new BoundingBox(0, 0, float.NaN, 9)], Token));
        Assert.Throws<ArgumentException>(() => estimator.Estimate(default(ImageView), [new BoundingBox(0, 0, 9, 9)], Token));
        Assert.Throws<ArgumentException>(() => estimator.Estimate(default(ImageView), Token));

        Assert.Contains("2 keypoints", Assert.Throws<ModelMismatchException>(() => Load(TinyPose.SeesBrightness(DecoderFamily.SimCc), TinyPose.Manifest(DecoderFamily.SimCc, "a", "b"))).Message);
        Assert.Contains("5 joints", Assert.Throws<ModelMismatchException>(() => Load(TinyPose.FindsPeople(3).ToArray(), TinyPose.Manifest(DecoderFamily.Ultralytics, "a", "b", "c", "d", "e"))).Message);
        Assert.Contains("no decoder 'Ssd'", Assert.Throws<ModelMismatchException>(() => Load(TinyPose.FindsPeople(3).ToArray(), TinyPose.Manifest(DecoderFamily.Ssd))).Message);
        Assert.Throws<ManifestException>(() => Load(TinyPose.FindsPeople(3).ToArray(), TinyPose.Manifest(DecoderFamily.Unknown)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PoseEstimator.Load("x.onnx", new PoseEstimatorOptions { Confidence = -1 }));
    }

    [Fact]
    public void A_figure_of_coco_joints_is_drawn_with_its_limbs()
    {
        // Shoulders at the same height: a line between them.
        var joints = new Keypoint[17];
        joints[5] = new(20, 50);
        joints[6] = new(80, 50);
        for (int i = 0; i < 17; i++)
        {
            if (i is not (5 or 6)) joints[i] = new Keypoint(float.NaN, 0, 0);
        }

        using ImageBuffer image = SolidPicture.White(100, 100);
        image.Draw([new Person(new BoundingBox(5, 5, 95, 95), 0.9f, joints)]);
        Assert.NotEqual(new byte[] { 255, 255, 255 }, image.GetRow(50).Slice(3 * 50, 3).ToArray());
        Assert.Equal(new byte[] { 255, 255, 255 }, image.GetRow(70).Slice(3 * 50, 3).ToArray());
    }

    private static PoseEstimator Load(byte[] model, ModelManifest manifest) => PoseEstimator.Load(
        model, "tiny", new PoseEstimatorOptions { Session = TinyDetector.OneThread, Manifest = manifest });
}
