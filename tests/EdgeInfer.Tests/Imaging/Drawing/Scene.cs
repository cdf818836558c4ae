using System.Numerics;
using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging.Drawing;

/// <summary>One of every shape, around a centre: what tests draw when they care for all shapes alike.</summary>
internal static class Scene
{
    /// <remarks>Offsets are multiples of 1/8, so that moving the scene by whole pixels changes no rounding.</remarks>
    public static void Draw(ImageCanvas canvas, float x, float y, float opacity = 1)
    {
        canvas.FillRectangle(x - 21.25f, y - 13.5f, x + 6.125f, y + 9.75f, new Rgb(200, 40, 90), 0.5f * opacity);
        canvas.DrawRectangle(x - 17.5f, y - 16.25f, x + 19.75f, y + 12.5f, new Rgb(20, 220, 130), 3.25f, opacity);
        canvas.DrawLine(x - 20, y + 14.5f, x + 18.25f, y - 12, new Rgb(255, 255, 0), 2.5f, opacity);
        Vector2[] quad = [new(x - 9, y - 11), new(x + 16, y - 4.5f), new(x + 12.5f, y + 15), new(x - 14.125f, y + 8)];
        canvas.DrawPolyline(quad, closed: true, new Rgb(90, 100, 250), 4, 0.6f * opacity);
        canvas.FillDisc(x + 10.5f, y + 3.25f, 9.5f, Rgb.White, opacity);
        canvas.DrawText(x - 19.5f, y - 8, "Ågj 93 %", 15, Rgb.Black, opacity);
    }
}
