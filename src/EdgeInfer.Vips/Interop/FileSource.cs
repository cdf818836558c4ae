using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeInfer.Vips.Interop;

/// <summary>Lets libvips read an open file through .NET.</summary>
/// <remarks>
/// libvips can open files itself, but maps some into memory, and a mapped file that another process shortens takes
/// the process down. It also gives other answers than .NET on long paths and on names that are not UTF-8.
/// </remarks>
internal sealed class FileSource : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly GCHandle _self;
    private long _position;

    /// <param name="file">A file that can seek; stays the caller's.</param>
    public unsafe FileSource(SafeFileHandle file)
    {
        _file = file;
        Handle = Native.SourceCustom();
        _self = GCHandle.Alloc(this);
        nint state = GCHandle.ToIntPtr(_self);
        delegate* unmanaged[Cdecl]<nint, byte*, long, nint, long> read = &Read;
        delegate* unmanaged[Cdecl]<nint, long, int, nint, long> seek = &Seek;
        Native.ConnectSignal(Handle, "read", read, state, 0, 0);
        Native.ConnectSignal(Handle, "seek", seek, state, 0, 0);
    }

    public SourceHandle Handle { get; }

    /// <summary>What went wrong while reading; libvips itself only learns that something did.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>No picture that reads from this source may live longer.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe long Read(nint source, byte* buffer, long length, nint state)
    {
        var self = (FileSource)GCHandle.FromIntPtr(state).Target!;
        try
        {
            int read = RandomAccess.Read(
                self._file, new Span<byte>(buffer, (int)Math.Min(length, int.MaxValue)), self._position);
            self._position += read;
            return read;
        }
#pragma warning disable CA1031 // An exception must not pass through native frames.
        catch (Exception e)
        {
            self.Failure = e as IOException ?? new IOException(e.Message, e);
            return -1;
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Seek(nint source, long offset, int origin, nint state)
    {
        var self = (FileSource)GCHandle.FromIntPtr(state).Target!;
        try
        {
            long target = offset + (SeekOrigin)origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => self._position,
                _ => RandomAccess.GetLength(self._file),
            };
            return target < 0 ? -1 : self._position = target;
        }
#pragma warning disable CA1031 // An exception must not pass through native frames.
        catch (Exception e)
        {
            self.Failure = e as IOException ?? new IOException(e.Message, e);
            return -1;
        }
#pragma warning restore CA1031
    }
}
