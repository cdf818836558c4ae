using Microsoft.Win32.SafeHandles;

namespace EdgeInfer.Vips.Interop;

/// <summary>One counted reference to a GObject.</summary>
internal abstract class GObjectHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    protected GObjectHandle()
        : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        Native.ObjectUnref(handle);
        return true;
    }
}

/// <summary>A picture that libvips holds or computes on demand.</summary>
internal sealed class ImageHandle : GObjectHandle
{
    public ImageHandle()
    {
    }

    /// <summary>Takes over a reference that the caller owns.</summary>
    public ImageHandle(nint reference) => SetHandle(reference);
}

/// <summary>Where a loader reads encoded bytes from.</summary>
internal sealed class SourceHandle : GObjectHandle;

/// <summary>A window through which pixels of an <see cref="ImageHandle"/> are computed; belongs to one thread.</summary>
internal sealed class RegionHandle : GObjectHandle;

/// <summary>An operation. Its outputs are released with it; who wants to keep one takes a reference first.</summary>
internal sealed class OperationHandle : GObjectHandle
{
    protected override bool ReleaseHandle()
    {
        Native.ObjectUnrefOutputs(handle);
        return base.ReleaseHandle();
    }
}

/// <summary>Encoded bytes that libvips allocated.</summary>
internal sealed class BlobHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Takes over a reference that the caller owns.</summary>
    public BlobHandle(nint reference)
        : base(ownsHandle: true) => SetHandle(reference);

    /// <summary>The bytes; valid until this handle is disposed.</summary>
    public unsafe ReadOnlySpan<byte> Bytes
    {
        get
        {
            byte* start = Native.BlobGet(this, out nuint length);
            return new ReadOnlySpan<byte>(start, checked((int)length));
        }
    }

    protected override bool ReleaseHandle()
    {
        Native.AreaUnref(handle);
        return true;
    }
}
