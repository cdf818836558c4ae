namespace EdgeInfer.Models;

/// <summary>The 17 joints of the COCO data set, in its order, and the lines between them that make a figure.</summary>
internal static class KeypointSets
{
    public static IReadOnlyList<string> Coco { get; } =
    [
        "nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder", "left elbow", "right elbow",
        "left wrist", "right wrist", "left hip", "right hip", "left knee", "right knee", "left ankle", "right ankle",
    ];

    /// <summary>Pairs of joints: head, arms, trunk, legs.</summary>
    public static IReadOnlyList<(byte From, byte To)> Limbs { get; } =
    [
        (0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6),
        (5, 7), (7, 9), (6, 8), (8, 10),
        (5, 6), (5, 11), (6, 12), (11, 12),
        (11, 13), (13, 15), (12, 14), (14, 16),
    ];

    /// <summary>Names for so many joints: COCO's where there are 17, else numbers.</summary>
    public static string[] NamesFor(int count) =>
        count == Coco.Count ? [.. Coco] : [.. Enumerable.Range(1, count).Select(static i => $"point {i}")];
}
