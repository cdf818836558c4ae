using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>Tells the processor what is read next, where it cannot foresee that.</summary>
/// <remarks>
/// After a model has run, nothing of a picture is left in the caches, and a filter that leaves rows out jumps further than the
/// hardware's prefetchers follow. Only a hint: nothing is read, and a wrong address does no harm. .NET offers it on x86 and x64 only;
/// elsewhere nothing happens.
/// </remarks>
internal static class Prefetch
{
    private const int CacheLine = 64;

    public static unsafe void Read(ReadOnlySpan<byte> bytes)
    {
        if (!Sse.IsSupported || bytes.IsEmpty) return;
        // Not pinned: where the collector moves the memory meanwhile, the hint is lost and nothing else.
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
        for (int i = 0; i < bytes.Length; i += CacheLine) Sse.Prefetch0(start + i);
    }
}
