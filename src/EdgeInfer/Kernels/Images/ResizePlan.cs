namespace EdgeInfer.Kernels;

/// <summary>
/// Where the resized picture lies relative to the model's input: a rectangle of <see cref="ResizedWidth"/> ×
/// <see cref="ResizedHeight"/> at (<see cref="Left"/>, <see cref="Top"/>), possibly larger than the input (centre crop)
/// or smaller (letterbox, pad). Every resize mode is this one rectangle; the kernels know nothing else.
/// </summary>
internal readonly record struct ResizePlan(
    int InputWidth, int InputHeight, int ResizedWidth, int ResizedHeight, int Left, int Top, ImageTransform Transform)
{
    public static ResizePlan Stretch(int width, int height, int inputWidth, int inputHeight) =>
        new(inputWidth, inputHeight, inputWidth, inputHeight, 0, 0,
            new ImageTransform((float)inputWidth / width, (float)inputHeight / height, 0, 0));

    public static ResizePlan Letterbox(int width, int height, int inputWidth, int inputHeight, PadPosition position)
    {
        double ratio = Math.Min((double)inputWidth / width, (double)inputHeight / height);
        if (position == PadPosition.TopLeft)
        {
            int truncatedWidth = Math.Clamp((int)(width * ratio), 1, inputWidth);
            int truncatedHeight = Math.Clamp((int)(height * ratio), 1, inputHeight);
            return new(inputWidth, inputHeight, truncatedWidth, truncatedHeight, 0, 0,
                new ImageTransform((float)ratio, (float)ratio, 0, 0));
        }

        int resizedWidth = Math.Clamp((int)Math.Round(width * ratio), 1, inputWidth);
        int resizedHeight = Math.Clamp((int)Math.Round(height * ratio), 1, inputHeight);
        // An odd rest puts the extra pixel at the right and bottom, as Ultralytics does.
        int left = (inputWidth - resizedWidth) / 2;
        int top = (inputHeight - resizedHeight) / 2;
        return new(inputWidth, inputHeight, resizedWidth, resizedHeight, left, top,
            new ImageTransform((float)ratio, (float)ratio, left, top));
    }

    public static ResizePlan CenterCrop(int width, int height, int inputWidth, int inputHeight, int shortSide)
    {
        // Truncated like torchvision's Resize: in integers, so that a whole multiple stays one.
        int shorter = Math.Min(width, height);
        int resizedWidth = checked((int)((long)shortSide * width / shorter));
        int resizedHeight = checked((int)((long)shortSide * height / shorter));
        int left = Centered(inputWidth, resizedWidth);
        int top = Centered(inputHeight, resizedHeight);
        return new(inputWidth, inputHeight, resizedWidth, resizedHeight, left, top,
            new ImageTransform((float)resizedWidth / width, (float)resizedHeight / height, left, top));
    }

    /// <summary>As PaddleOCR's <c>DetResizeForTest</c> with <c>limit_type="max"</c>: sides cut off to whole pixels, then rounded to even.</summary>
    public static ResizePlan StretchToMultiple(int width, int height, int? maxSide, int multiple)
    {
        int longer = Math.Max(width, height);
        double ratio = maxSide is { } limit && longer > limit ? (double)limit / longer : 1;
        return Stretch(width, height, Nearest((int)(width * ratio)), Nearest((int)(height * ratio)));

        int Nearest(int side) => checked((int)Math.Max(multiple, Math.Round((double)side / multiple) * multiple));
    }

    /// <summary>As PaddleOCR's <c>resize_norm_img</c>: the width is rounded up.</summary>
    /// <param name="width">The picture's.</param>
    /// <param name="height">The picture's.</param>
    /// <param name="inputWidth">The widest that the picture becomes, and the input; null for an input that is as wide as the picture becomes.</param>
    /// <param name="inputHeight">The input's.</param>
    public static ResizePlan FitHeight(int width, int height, int? inputWidth, int inputHeight)
    {
        double proportional = Math.Ceiling((double)inputHeight * width / height);
        int resizedWidth = (int)Math.Clamp(proportional, 1, inputWidth ?? int.MaxValue);
        return new(inputWidth ?? resizedWidth, inputHeight, resizedWidth, inputHeight, 0, 0,
            new ImageTransform((float)resizedWidth / width, (float)inputHeight / height, 0, 0));
    }

    public static ResizePlan Pad(int width, int height, int multiple) =>
        new(RoundUp(width, multiple), RoundUp(height, multiple), width, height, 0, 0, new ImageTransform(1, 1, 0, 0));

    /// <summary>Half the rest, as torchvision's CenterCrop takes it: cut off rounded to even, padded rounded down.</summary>
    private static int Centered(int input, int resized) =>
        resized > input ? -(int)Math.Round((resized - input) / 2.0) : (input - resized) / 2;

    private static int RoundUp(int value, int multiple) => checked((value + multiple - 1) / multiple * multiple);
}
