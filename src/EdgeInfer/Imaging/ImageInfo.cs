namespace EdgeInfer.Imaging;

/// <summary>What a picture's header says.</summary>
/// <param name="Width">Pixels in a row, after the EXIF orientation is applied.</param>
/// <param name="Height">Rows, after the EXIF orientation is applied.</param>
/// <param name="ContentFormat">Format by content, lower case: <c>jpeg</c>, <c>png</c>, <c>webp</c>, …</param>
public readonly record struct ImageInfo(int Width, int Height, string ContentFormat);
