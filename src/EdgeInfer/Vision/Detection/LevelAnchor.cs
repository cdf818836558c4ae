namespace EdgeInfer.Vision;

/// <summary>Where a box came from, as one number: the output level of a stride, and the anchor on it.</summary>
internal static class LevelAnchor
{
    private const int AnchorBits = 24;

    public static int Pack(int level, int anchor) => level << AnchorBits | anchor;

    public static (int Level, int Anchor) Unpack(int source) => (source >> AnchorBits, source & ((1 << AnchorBits) - 1));
}
