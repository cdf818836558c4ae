namespace EdgeInfer.Imaging;

/// <summary>One character of the <see cref="GlyphAtlas"/>; lengths in pixels of the atlas unless said otherwise.</summary>
/// <param name="Advance">How far the pen moves on, in ems.</param>
/// <param name="Left">From the pen to the first column with ink; negative where the glyph reaches back.</param>
/// <param name="Top">From the first row with ink down to the baseline.</param>
/// <param name="Width">Columns with ink; 0 for spaces.</param>
/// <param name="Height">Rows with ink; 0 for spaces.</param>
/// <param name="Offset">Where its coverage (row by row, 0 … 255) begins in the atlas.</param>
internal readonly record struct Glyph(float Advance, int Left, int Top, int Width, int Height, int Offset);
