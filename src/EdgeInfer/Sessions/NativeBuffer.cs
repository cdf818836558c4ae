using System.Runtime.InteropServices;

namespace EdgeInfer.Sessions;

/// <summary>Aligned native memory that a tensor lies in. Grows, never shrinks; freed on dispose.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    // A cache line, and the widest vector register: SIMD loads at the start never straddle.
    private const nuint Alignment = 64;

    private static int _live;
    private void* _block;

    /// <summary>Buffers that hold memory in this process; tests use it to find leaks.</summary>
    public static int LiveCount => Volatile.Read(ref _live);

    public void* Memory { get; private set; }

    public long Capacity { get; private set; }

    /// <returns>True where the memory moved, so that whatever points to it must be renewed. New memory is zero.</returns>
    /// <exception cref="OutOfMemoryException">The memory is not to be had; the buffer is as before.</exception>
    public bool EnsureCapacity(long bytes)
    {
        if (_block is not null && bytes <= Capacity) return false;
        nuint size = checked((nuint)Math.Max(bytes, (long)Alignment));
        // Zeroed by the operating system page by page as it is touched, which an aligned allocation would not be.
        void* block = NativeMemory.AllocZeroed(checked(size + Alignment - 1));
        GC.AddMemoryPressure((long)size);
        if (_block is null) Interlocked.Increment(ref _live);
        else Free();
        _block = block;
        Memory = (void*)(((nuint)block + Alignment - 1) & ~(Alignment - 1));
        Capacity = (long)size;
        return true;
    }

    public void Dispose()
    {
        if (_block is null) return;
        Free();
        _block = null;
        Memory = null;
        Capacity = 0;
        Interlocked.Decrement(ref _live);
    }

    private void Free()
    {
        NativeMemory.Free(_block);
        GC.RemoveMemoryPressure(Capacity);
    }
}
