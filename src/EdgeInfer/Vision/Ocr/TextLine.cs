using System.Globalization;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>One line of text read from a picture.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Score">Mean probability of its characters, 0 … 1.</param>
/// <param name="Quad">
/// Where it is, in pixels of the original picture: clockwise from the corner nearest to the picture's top left, for turned text
/// too; <see cref="ReadingQuad"/> begins where the text does.
/// </param>
public readonly record struct TextLine(string Text, float Score, Quad Quad)
{
    private readonly IReadOnlyList<TextCharacter>? _characters;

    /// <summary>
    /// How far the text is turned clockwise against <see cref="Quad"/>, in degrees: 0 where it begins at the quad's first corner, 90 at
    /// its second (running down the page), 180 at the third (upside down), 270 at the fourth.
    /// </summary>
    public int Rotation { get; init; }

    /// <summary>The detector's mean probability inside the line's box, 0 … 1; 1 where a whole picture was read as one line.</summary>
    public float DetectionScore { get; init; }

    /// <summary>The characters with their places; empty unless <see cref="TextReadOptions.LocateCharacters"/> asks for them.</summary>
    public IReadOnlyList<TextCharacter> Characters
    {
        get => _characters ?? [];
        init => _characters = value;
    }

    /// <summary><see cref="Quad"/> with the corner first at which the text begins.</summary>
    public Quad ReadingQuad => Quad.From(Rotation / 90);

    /// <summary><c>USA907 0.96 (51, 12) (310, 14) (310, 98) (51, 96)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text} {Score:0.00} {Quad}");
}
