using System.Runtime.InteropServices;

namespace EdgeInfer.Vips.Interop;

/// <summary>GLib's typed box for one value, as GObject properties take and give it.</summary>
/// <remarks>
/// Properties are set through this box because GLib's shorter functions are variadic, and variadic functions have
/// another calling convention than ordinary ones on Apple's Arm64. GLib converts an int to a boolean or to an enum.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    /// <summary>GLib's type numbers for its built-in types; they are part of its binary interface.</summary>
    public static readonly nuint IntType = 6 << 2;
    public static readonly nuint ObjectType = 20 << 2;

    private readonly nuint _type;
    private readonly ulong _data0;
    private readonly ulong _data1;
}
