namespace EdgeInfer.Kernels;

/// <summary>Where a letterboxed picture sits in the model's input.</summary>
public enum PadPosition
{
    /// <summary>In the middle, sides rounded to the nearest pixel (Ultralytics' <c>LetterBox</c>).</summary>
    Center,

    /// <summary>At the top left, sides rounded down (Megvii YOLOX's <c>preproc</c>).</summary>
    TopLeft,
}
