namespace EdgeInfer.Imaging;

/// <summary>Sizes, in pixels, of what is drawn onto a picture: readable on a thumbnail and on a large photo seen whole.</summary>
/// <param name="TextSize">Of tags, pixels per em.</param>
/// <param name="LineThickness">Of frames.</param>
/// <param name="HaloThickness">Of the dark seam on both sides of a frame, which shows where the picture has the frame's color.</param>
/// <param name="TagPadding">Left and right of a tag's text.</param>
internal readonly record struct AnnotationStyle(int TextSize, int LineThickness, int HaloThickness, int TagPadding)
{
    private const double TextPerLongerSide = 0.018;
    private const int SmallestText = 11;
    private const int LargestText = 48;

    public static AnnotationStyle For(int width, int height)
    {
        double wanted = Math.Clamp(TextPerLongerSide * Math.Max(width, height), SmallestText, LargestText);

        // On strips a tag must not fill the whole height.
        double fitting = Math.Max(SmallestText, Math.Min(width, height) / 6.0);
        int text = (int)Math.Round(Math.Min(wanted, fitting));
        int line = (int)Math.Round(text / 6.0);
        return new AnnotationStyle(text, line, Math.Max(1, line / 3), (int)Math.Round(text * 0.35));
    }
}
