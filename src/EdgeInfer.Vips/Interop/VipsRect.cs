using System.Runtime.InteropServices;

namespace EdgeInfer.Vips.Interop;

/// <summary>libvips' rectangle, in pixels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VipsRect(int left, int top, int width, int height)
{
    public int Left = left;
    public int Top = top;
    public int Width = width;
    public int Height = height;
}
