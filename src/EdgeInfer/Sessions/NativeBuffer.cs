using System.Runtime.InteropServices;

namespace EdgeInfer.Sessions;

/// <summary>Aligned native memory that a tensor lies in. Grows, never shrinks; freed on dispose.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    // A cache line, and the widest vector register: SIMD loads at the start never straddle.
    private const nuint Alignment = 64;

    private static int _live;
    private void* _memory;

    /// <summary>Buffers that hold memory in this process; tests use it to find leaks.</summary>
    public static int LiveCount => Volatile.Read(ref _live);

    public void* Memory => _memory;

    public long Capacity { get; private set; }

    /// <returns>True where the memory moved, so that whatever points to it must be renewed. New memory is zero.</returns>
    public bool EnsureCapacity(long bytes)
    {
        if (_memory is not null && bytes <= Capacity) return false;
        nuint size = checked((nuint)Math.Max(bytes, (long)Alignment));
        void* larger = NativeMemory.AlignedAlloc(size, Alignment);
        NativeMemory.Clear(larger, size);
        GC.AddMemoryPressure((long)size);
        if (_memory is null) Interlocked.Increment(ref _live);
        else Free();
        _memory = larger;
        Capacity = (long)size;
        return true;
    }

    public void Dispose()
    {
        if (_memory is null) return;
        Free();
        _memory = null;
        Capacity = 0;
        Interlocked.Decrement(ref _live);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_memory);
        GC.RemoveMemoryPressure(Capacity);
    }
}
