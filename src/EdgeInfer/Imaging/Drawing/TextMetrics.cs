namespace EdgeInfer.Imaging;

/// <summary>Room that a line of text takes, in pixels.</summary>
/// <param name="Width">From where the line begins to where a following character would begin.</param>
/// <param name="Height">From above accented capitals to below descenders; the same for every text of a size.</param>
/// <param name="Baseline">From the top of the line to the foot of letters without descender, a whole number.</param>
public readonly record struct TextMetrics(float Width, float Height, float Baseline);
