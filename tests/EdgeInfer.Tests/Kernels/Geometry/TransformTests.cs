using System.Numerics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class TransformTests
{
    private static readonly Vector2[] OnOneLine = [new(1, 1), new(2, 2), new(5, 5)];

    private static readonly Vector2[] Triangle = [new(0, 0), new(4, 1), new(1, 3)];

    private static readonly Quad Square = Quad.Rectangle(10, 10);

    // Matrices of coordinates up to 1000, in double precision on both sides: what differs is the order of operations.
    [Fact]
    public void Triangles_give_OpenCVs_matrix()
    {
        foreach (GeometryGolden.FitCase expected in GeometryGolden.Data.Triangles)
        {
            AffineTransform actual = AffineTransform.FromTriangles(GeometryGolden.Points(expected.Source), GeometryGolden.Points(expected.Destination));
            AssertClose(expected.Matrix, [actual.M11, actual.M12, actual.M13, actual.M21, actual.M22, actual.M23], 1e-9);
        }
    }

    // Against the solution in rational numbers. OpenCV's is eight equations solved in floating point: a looser bound for it.
    [Fact]
    public void Quads_give_the_exact_matrix_and_OpenCVs()
    {
        foreach (GeometryGolden.FitCase expected in GeometryGolden.Data.Quads)
        {
            PerspectiveTransform actual = PerspectiveTransform.FromQuads(GeometryGolden.ToQuad(expected.Source), GeometryGolden.ToQuad(expected.Destination));
            double[] elements = [actual.M11, actual.M12, actual.M13, actual.M21, actual.M22, actual.M23, actual.M31, actual.M32, actual.M33];
            AssertClose(expected.Matrix, elements, 1e-12);
            AssertClose(expected.OpenCv!, elements, 1e-6);
        }
    }

    [Fact]
    public void Similarities_are_Umeyamas()
    {
        foreach (GeometryGolden.FitCase expected in GeometryGolden.Data.Similarities)
        {
            AffineTransform actual = AffineTransform.Similarity(GeometryGolden.Points(expected.Source), GeometryGolden.Points(expected.Destination));
            AssertClose(expected.Matrix, [actual.M11, actual.M12, actual.M13, actual.M21, actual.M22, actual.M23], 1e-9);
        }
    }

    [Fact]
    public void A_turned_and_scaled_face_comes_upright()
    {
        double cosine = Math.Cos(2.5) * 3.7, sine = Math.Sin(2.5) * 3.7;
        var placed = new AffineTransform(cosine, -sine, 640, sine, cosine, 200);
        Vector2[] landmarks = [.. AffineTransform.ArcFaceLandmarks.ToArray().Select(placed.Map)];
        AffineTransform align = AffineTransform.Similarity(landmarks, AffineTransform.ArcFaceLandmarks);
        for (int i = 0; i < landmarks.Length; i++)
            Assert.True((align.Map(landmarks[i]) - AffineTransform.ArcFaceLandmarks[i]).Length() < 1e-3f);
        AffineTransform undone = placed.Then(align);
        AssertClose([1, 0, 0, 0, 1, 0], [undone.M11, undone.M12, undone.M13, undone.M21, undone.M22, undone.M23], 1e-4);
    }

    [Fact]
    public void A_map_and_its_inverse_are_the_identity()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            // Any unit: scales from a millionth to a million.
            double unit = Math.Pow(10, random.Next(-6, 7));
            var affine = new AffineTransform(unit, unit * random.NextDouble() / 2, random.NextDouble() * 900, -unit * random.NextDouble(), unit, random.NextDouble() * 900);
            AffineTransform same = affine.Then(affine.Invert());
            AssertClose([1, 0, 0, 0, 1, 0], [same.M11, same.M12, same.M13, same.M21, same.M22, same.M23], 1e-7, $"seed {seed}, round {round}");
        }
    }

    // A tilted plane's vanishing line through the source's origin makes M33 zero, where OpenCV's normalisation fails.
    [Fact]
    public void The_origin_may_go_to_infinity()
    {
        // (x, y) → (y/x, 1/x)
        var source = new Quad(new(1, 0), new(2, 0), new(2, 2), new(1, 3));
        PerspectiveTransform map = PerspectiveTransform.FromQuads(source, new Quad(new(0, 1), new(0, 0.5f), new(1, 0.5f), new(3, 1)));
        Assert.True((map.Map(new Vector2(4, 8)) - new Vector2(2, 0.25f)).Length() < 1e-6f);
        Assert.True((map.Invert().Map(new Vector2(2, 0.25f)) - new Vector2(4, 8)).Length() < 1e-5f);
    }

    [Fact]
    public void A_quad_knows_its_size()
    {
        var quad = new Quad(new(0, 0), new(3, 4), new(3, 10), new(0, 8));
        Assert.Equal(5, quad.Width);
        Assert.Equal(8, quad.Height);
        Assert.True(quad.IsConvex);
        Assert.True(new Quad(quad.BottomLeft, quad.BottomRight, quad.TopRight, quad.TopLeft).IsConvex);
    }

    [Fact]
    public void Degenerate_triangles_are_refused()
    {
        Assert.Equal("source", Assert.Throws<ArgumentException>(() => AffineTransform.FromTriangles(OnOneLine, Triangle)).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => AffineTransform.FromTriangles(Triangle, OnOneLine)).ParamName);
        Assert.Throws<ArgumentException>(() => AffineTransform.FromTriangles(Triangle, [new(0, 0), new(float.NaN, 1), new(1, 3)]));
        Assert.Throws<ArgumentException>(() => AffineTransform.FromTriangles(Triangle.AsSpan(0, 2), Triangle));
        Assert.Throws<ArgumentException>(() => AffineTransform.FromTriangles([new(1e6f, 0), new(1e6f, 0), new(0, 1)], Triangle));
    }

    [Fact]
    public void Degenerate_quads_are_refused()
    {
        Quad[] bad =
        [
            new(new(0, 0), new(10, 10), new(10, 0), new(0, 10)), // crosses itself
            new(new(0, 0), new(10, 0), new(3, 3), new(0, 10)), // concave
            new(new(0, 0), new(5, 0), new(10, 0), new(0, 10)), // three on a line
            new(new(0, 0), new(0, 0), new(10, 10), new(0, 10)), // two in one place
            new(new(0, 0), new(float.PositiveInfinity, 0), new(10, 10), new(0, 10)),
            default,
        ];
        foreach (Quad quad in bad)
        {
            Assert.Equal("source", Assert.Throws<ArgumentException>(() => PerspectiveTransform.FromQuads(in quad, in Square)).ParamName);
            Assert.Equal("destination", Assert.Throws<ArgumentException>(() => PerspectiveTransform.FromQuads(in Square, in quad)).ParamName);
        }
    }

    [Fact]
    public void Degenerate_fits_are_refused()
    {
        Vector2[] one = [new(3, 3)], apart = [new(0, 0), new(5, 5), new(9, 1)], together = [new(500, 7), new(500, 7), new(500, 7)];
        Assert.Throws<ArgumentException>(() => AffineTransform.Similarity(one, one));
        Assert.Contains("got 3 and 1", Assert.Throws<ArgumentException>(() => AffineTransform.Similarity(apart, one)).Message, StringComparison.Ordinal);
        Assert.Equal("source", Assert.Throws<ArgumentException>(() => AffineTransform.Similarity(together, apart)).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => AffineTransform.Similarity(apart, together)).ParamName);
        Assert.Throws<ArgumentException>(() => AffineTransform.Similarity([new(0, 0), new(float.NaN, 1)], apart.AsSpan(0, 2)));
        // A square and its mirror image: every rotation is as far off as every other.
        Vector2[] square = [new(0, 0), new(1, 0), new(1, 1), new(0, 1)], mirrored = [new(1, 0), new(0, 0), new(0, 1), new(1, 1)];
        Assert.Contains("mirror", Assert.Throws<ArgumentException>(() => AffineTransform.Similarity(square, mirrored)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flat_maps_have_no_inverse()
    {
        Assert.Throws<InvalidOperationException>(() => new AffineTransform(1, 2, 3, 2, 4, 6).Invert());
        Assert.Throws<InvalidOperationException>(() => default(AffineTransform).Invert());
        Assert.Throws<InvalidOperationException>(() => new AffineTransform(1, 0, double.PositiveInfinity, 0, 1, 0).Invert());
        Assert.Throws<InvalidOperationException>(() => new PerspectiveTransform(1, 2, 3, 2, 4, 6, 0, 0, 1).Invert());
        Assert.Throws<InvalidOperationException>(() => new PerspectiveTransform(1, 0, 0, 0, 1, 0, 0, 0, double.NaN).Invert());
        Assert.Throws<InvalidOperationException>(() => default(PerspectiveTransform).Invert());
    }

    // Relative to the largest element, or to one.
    private static void AssertClose(double[] expected, double[] actual, double tolerance, string what = "")
    {
        double scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * scale,
                $"{what}: element {i} is {actual[i]}, expected {expected[i]}");
        }
    }
}
