using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>Known detectors on photographs, with nothing but the model file named, against their reference implementations.</summary>
public sealed class DetectionGoldenTests
{
    private const float MinIoU = 0.9f;
    private const float ScoreTolerance = 0.05f;

    [Theory]
    [InlineData("astronaut")]
    [InlineData("baseball")]
    [InlineData("bicycle_statue")]
    [InlineData("bus")]
    [InlineData("cameraman")]
    [InlineData("coffee")]
    [InlineData("dog_bike")]
    [InlineData("dog_bike_exif6")]
    [InlineData("faces_cafe")]
    [InlineData("four_men_grey")]
    [InlineData("golden_retriever")]
    [InlineData("horse_cart")]
    [InlineData("hummingbird")]
    [InlineData("ocr_plate_alaska")]
    [InlineData("skateboard")]
    [InlineData("street_dog_walk")]
    public void Yolox_nano_finds_the_reference_objects(string picture) => Check($"yolox_nano__{picture}", faceClass: 0);

    [Theory]
    [MemberData(nameof(FacePictures))]
    public void UltraFace_finds_the_reference_faces(string picture) => Check($"ultraface_rfb_320__{picture}", faceClass: 1);

    [Theory]
    [MemberData(nameof(FacePictures))]
    public void YuNet_finds_the_reference_faces(string picture) => Check($"yunet_n_dynamic__{picture}", faceClass: 0);

    public static TheoryData<string> FacePictures =>
    [
        "astronaut", "coffee", "face_glasses", "face_helmet", "faces_beach", "faces_cafe", "faces_children",
        "faces_couple_baby", "faces_family", "faces_group16", "faces_nurses", "four_men_grey", "goldfish",
    ];

    private static void Check(string name, int faceClass)
    {
        GoldenCase golden = GoldenCase.Read(name);
        using ObjectDetector detector = ObjectDetector.Load(golden.ModelPath);
        using ImageBuffer image = golden.DecodeImage();
        Assert.Equal(golden.ScoreThreshold, detector.Confidence);

        List<Detection> unmatched = [.. detector.Detect(image)];
        Assert.Equal(unmatched.OrderByDescending(static d => d.Score), unmatched);
        Assert.All(unmatched, d => Assert.True(
            d.Box is { X1: >= 0, Y1: >= 0 } && d.Box.X2 <= image.Width && d.Box.Y2 <= image.Height, $"{d} reaches outside the picture."));
        string found = string.Join("; ", unmatched);

        List<ExpectedObject> optional = [];
        foreach (ExpectedObject expected in golden.Objects(faceClass))
        {
            if (!expected.Stable)
            {
                optional.Add(expected);
                continue;
            }

            int match = Closest(unmatched, expected);
            Assert.True(match >= 0, $"{name}: {expected} is missing; found {found}");
            Detection detection = unmatched[match];
            Assert.True(detection.Box.IoU(expected.Box) >= MinIoU, $"{name}: expected {expected}, found {detection}: IoU {detection.Box.IoU(expected.Box):0.000}");
            Assert.True(Math.Abs(detection.Score - expected.Score) <= ScoreTolerance, $"{name}: expected {expected}, found {detection} with score {detection.Score:0.0000} instead of {expected.Score:0.0000}");
            Assert.Equal(expected.Label, detection.Label);
            unmatched.RemoveAt(match);
        }

        foreach (Detection extra in unmatched)
        {
            bool allowed = extra.Score < golden.ScoreThreshold + ScoreTolerance
                || optional.Exists(o => o.ClassId == extra.ClassId && o.Box.IoU(extra.Box) >= MinIoU);
            Assert.True(allowed, $"{name}: the reference reports nothing like {extra}");
        }
    }

    /// <returns>The detection of the same class with the largest overlap, or −1 where none overlaps.</returns>
    private static int Closest(List<Detection> detections, ExpectedObject expected)
    {
        int best = -1;
        float bestIoU = 0;
        for (int i = 0; i < detections.Count; i++)
        {
            float iou = detections[i].Box.IoU(expected.Box);
            if (detections[i].ClassId == expected.ClassId && iou > bestIoU) (best, bestIoU) = (i, iou);
        }

        return best;
    }
}
