using EdgeInfer.Kernels;

namespace EdgeInfer.Models;

/// <summary>What a manifest must obey whatever the model.</summary>
internal static class ManifestRules
{
    /// <exception cref="ManifestException">A value is missing or out of range; the message names it.</exception>
    public static void Check(ModelManifest manifest, string origin)
    {
        ImageInputSpec input = manifest.Input;
        Require(manifest.Task != ModelTask.Unknown, "task", "missing", "a task such as classify or detect");
        Require(manifest.Task != ModelTask.SegmentInstances || manifest.Decoder != DecoderFamily.Unknown, "decoder", "missing", "ultralytics, yoloV5 or yoloEndToEnd");
        Require(manifest.Task != ModelTask.Pose || manifest.Decoder != DecoderFamily.Unknown, "decoder", "missing", "ultralytics, yoloEndToEnd, simCc or heatmap");
        Require(manifest.Task != ModelTask.Detect || manifest.Decoder != DecoderFamily.Unknown, "decoder", "missing", "the family of the model's outputs, such as ultralytics, yoloV5, yolox or ssd");
        RequireUnit(manifest.Confidence, "confidence");
        RequireUnit(manifest.Iou, "iou");
        RequireUnit(manifest.MaskThreshold, "maskThreshold");
        Require(!manifest.Keypoints.Contains(null), "keypoints", "null", "names");
        Require(
            manifest.OutputRange is [] || (manifest.OutputRange is [var black, var white] && float.IsFinite(black) && float.IsFinite(white) && black != white),
            "outputRange", $"[{string.Join(", ", manifest.OutputRange)}]", "two different finite numbers: the values of black and white");
        Require(manifest.Similarity is null or (>= -1 and <= 1), "similarity", manifest.Similarity, "a number from -1 to 1");
        Require(manifest.CropScale is > 0 and <= 10, "cropScale", manifest.CropScale, "a number over 0 and up to 10");
        RequirePositive(input.Width, "input.width");
        RequirePositive(input.Height, "input.height");
        RequirePositive(input.ShortSide, "input.shortSide");
        RequirePositive(input.MaxSide, "input.maxSide");
        RequirePositive(input.MultipleOf, "input.multipleOf");
        RequirePositive(input.WidthStep, "input.widthStep");
        Require(float.IsFinite(input.Scale) && input.Scale != 0, "input.scale", input.Scale, "a finite number other than 0");
        RequirePerChannel(input.Mean, "input.mean");
        RequirePerChannel(input.Std, "input.std");
        foreach (float std in input.Std) Require(std != 0, "input.std", "0", "numbers other than 0");
        if (input.Quantization is { } quantization)
        {
            Require(float.IsFinite(quantization.Scale) && quantization.Scale > 0, "input.quantization.scale", quantization.Scale, "a finite number greater than 0");
            Require(quantization.ZeroPoint is >= sbyte.MinValue and <= byte.MaxValue, "input.quantization.zeroPoint", quantization.ZeroPoint, "a whole number from -128 to 255");
        }

        Require(input.PadColor is { Count: 3 }, "input.padColor", $"{input.PadColor?.Count} numbers", "three numbers: red, green, blue");
        foreach (int value in input.PadColor!) Require(value is >= 0 and <= 255, "input.padColor", value, "numbers from 0 to 255");
        Require(input.ShortSide is null || input.Resize == ResizeMode.CenterCrop, "input.shortSide", input.ShortSide, "nothing, unless resize is centerCrop");
        Require(manifest.Anchors is { Count: 18 } && manifest.Anchors.All(static a => float.IsFinite(a) && a > 0), "anchors", $"{manifest.Anchors?.Count} numbers", "18 numbers above 0: width and height of 3 anchors for each of 3 strides");
        Require(input.MaxSide is null || input.Resize == ResizeMode.StretchToMultiple, "input.maxSide", input.MaxSide, "nothing, unless resize is stretchToMultiple");
        Require(!manifest.Labels.Contains(null), "labels", "null", "names");
        Require(manifest.Sha256 is null || (manifest.Sha256.Length == 64 && manifest.Sha256.All(char.IsAsciiHexDigit)), "sha256", manifest.Sha256, "64 hexadecimal digits");

        void Require(bool holds, string property, object? found, string expected)
        {
            if (!holds) throw new ManifestException($"{origin}: {property}: expected {expected}, found {found}.", origin);
        }

        void RequireUnit(float value, string property) => Require(value is >= 0 and <= 1, property, value, "a number from 0 to 1");

        void RequirePositive(int? value, string property) => Require(value is null or (> 0 and <= 65_536), property, value, "a number from 1 to 65536");

        void RequirePerChannel(IReadOnlyList<float> values, string property)
        {
            Require(values.Count == 0 || values.Count == 1 || values.Count == input.Channels, property, $"{values.Count} numbers", $"none, one, or {input.Channels} (one a channel)");
            foreach (float value in values) Require(float.IsFinite(value), property, value, "finite numbers");
        }
    }
}
