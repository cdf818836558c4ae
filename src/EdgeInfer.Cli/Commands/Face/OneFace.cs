using EdgeInfer.Cli.Inputs;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary>The one face of a picture that a person is enrolled or compared by.</summary>
internal static class OneFace
{
    private static readonly VipsCodec Codec = new();

    /// <exception cref="WrongCallException">There is none, there are several, or its landmarks make no sense.</exception>
    public static Face Find(FaceAnalyzer analyzer, PictureInput input, string purpose, bool largest, CancellationToken cancellationToken)
    {
        using ImageBuffer image = input.Decode(Codec);
        IReadOnlyList<Face> faces = analyzer.Analyze(image, cancellationToken);
        if (faces.Count == 0)
            throw new WrongCallException($"no face found in {input.Name}; use a picture that shows the face from the front, neither tiny nor filling all of it, or lower --conf (now {analyzer.Detector.Confidence:0.##}).");
        if (faces.Count > 1 && !largest)
            throw new WrongCallException($"{faces.Count} faces found in {input.Name}, {purpose} takes one: use a picture of one person, or --largest.");
        Face face = faces.MaxBy(static f => f.Box.Width * f.Box.Height);
        return face.Embedding is not null
            ? face
            : throw new WrongCallException($"the face in {input.Name} cannot be aligned, its landmarks make no sense; use another picture, or a landmark model (--landmarks).");
    }
}
