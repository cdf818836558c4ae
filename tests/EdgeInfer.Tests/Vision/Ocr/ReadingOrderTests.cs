using System.Numerics;
using EdgeInfer.Kernels;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Ocr;

public sealed class ReadingOrderTests
{
    [Fact]
    public void Lines_are_read_downwards_and_rows_from_left_to_right() =>
        AssertOrder(Page.Of((10, 100, 80, 20), (200, 12, 60, 20), (10, 10, 90, 20), (120, 104, 50, 20)), 2, 1, 0, 3);

    [Fact]
    public void Columns_of_prose_are_read_one_after_the_other() => AssertOrder(TwoColumns(), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    [Fact]
    public void A_headline_above_the_columns_and_a_footer_below_stay_there()
    {
        Quad[] page = [.. Page.Of((50, 0, 700, 40)), .. TwoColumns(), .. Page.Of((100, 400, 500, 20))];
        AssertOrder(page, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    // Amounts are short: what belongs together stands in one row.
    [Fact]
    public void Prices_stay_beside_their_articles() => AssertOrder(
        Page.Of((10, 10, 200, 20), (10, 40, 180, 20), (10, 70, 220, 20), (10, 100, 190, 20), (400, 10, 50, 20), (400, 40, 50, 20), (390, 70, 60, 20), (400, 100, 50, 20)),
        0, 4, 1, 5, 2, 6, 3, 7);

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(-8)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    [InlineData(195)]
    public void Turned_and_skewed_pages_are_read_like_upright_ones(double degrees)
    {
        AssertOrder([.. TwoColumns().Select(q => Page.Turn(q, degrees))], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Quad[] receipt = Page.Of((10, 10, 200, 20), (10, 40, 180, 20), (10, 70, 220, 20), (400, 10, 50, 20), (400, 40, 50, 20), (400, 70, 50, 20));
        AssertOrder([.. receipt.Select(q => Page.Turn(q, degrees))], 0, 3, 1, 4, 2, 5);
    }

    [Fact]
    public void Text_across_the_page_comes_last()
    {
        Quad side = Page.Turn(Page.Of((0, 0, 300, 20))[0], 90);
        Quad[] page = [side, .. Page.Of((100, 10, 300, 20), (100, 40, 300, 20))];
        AssertOrder(page, 1, 2, 0);
    }

    // On a page that bends, a row's ends are not level, but neighbours are.
    [Fact]
    public void A_row_may_bend() => AssertOrder(
        Page.Of((0, 0, 100, 20), (120, 8, 100, 20), (240, 16, 100, 20), (0, 30, 100, 20), (120, 38, 100, 20), (240, 46, 100, 20)), 0, 1, 2, 3, 4, 5);

    [Fact]
    public void One_line_and_none_are_in_order()
    {
        AssertOrder([]);
        AssertOrder(Page.Of((5, 5, 10, 10)), 0);
    }

    [Fact]
    public void The_order_does_not_depend_on_that_of_the_detector()
    {
        Quad[] page = TwoColumns();
        var random = new Random(7);
        for (int round = 0; round < 20; round++)
        {
            int[] shuffled = [.. Enumerable.Range(0, page.Length)];
            random.Shuffle(shuffled);
            int[] order = Order([.. shuffled.Select(i => page[i])]);
            Assert.Equal(Enumerable.Range(0, page.Length), order.Select(i => shuffled[i]));
        }
    }

    /// <summary>Five lines on the left, five on the right, level with each other.</summary>
    private static Quad[] TwoColumns() => Page.Of(
        (0, 100, 300, 20), (0, 130, 290, 20), (0, 160, 295, 20), (0, 190, 300, 20), (0, 220, 140, 20),
        (340, 100, 300, 20), (340, 130, 300, 20), (340, 160, 280, 20), (340, 190, 300, 20), (340, 220, 200, 20));

    private static void AssertOrder(Quad[] page, params int[] expected) => Assert.Equal(expected, Order(page));

    private static int[] Order(Quad[] page)
    {
        PlacedLine[] lines = [.. page.Select(static (q, i) => new PlacedLine(i, in q))];
        ReadingOrder.Sort(lines);
        return [.. lines.Select(static l => l.Index)];
    }

    private static class Page
    {
        public static Quad[] Of(params (float X, float Y, float Width, float Height)[] boxes) =>
            [.. boxes.Select(static b => new Quad(new(b.X, b.Y), new(b.X + b.Width, b.Y), new(b.X + b.Width, b.Y + b.Height), new(b.X, b.Y + b.Height)))];

        public static Quad Turn(Quad quad, double degrees)
        {
            Matrix3x2 turn = Matrix3x2.CreateRotation((float)(degrees * Math.PI / 180), new Vector2(300, 200));
            return new Quad(Vector2.Transform(quad[0], turn), Vector2.Transform(quad[1], turn), Vector2.Transform(quad[2], turn), Vector2.Transform(quad[3], turn));
        }
    }
}
