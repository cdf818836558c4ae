namespace EdgeInfer.Vision;

/// <summary>How far a picture that is worked on in tiles has come.</summary>
/// <param name="Done">Tiles that are done.</param>
/// <param name="Total">Tiles of the picture.</param>
public readonly record struct TileProgress(int Done, int Total)
{
    /// <summary><c>12 of 40 tiles</c>.</summary>
    public override string ToString() => $"{Done} of {Total} tiles";
}
