using System.Runtime.InteropServices;

namespace EdgeInfer.Tests.Kernels;

/// <summary>Bytes that end where the next page may not be touched: reading or writing one byte too many ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private readonly nint _memory;
    private readonly nuint _size;
    private readonly int _length;

    public GuardedMemory(int length)
    {
        nuint page = (nuint)Environment.SystemPageSize, usable = ((nuint)length + page - 1) / page * page;
        _length = length;
        _size = usable + page;
        if (OperatingSystem.IsWindows())
        {
            _memory = VirtualAlloc(0, _size, 0x3000 /* reserve and commit */, 0x04 /* read and write */);
            Check(_memory != 0 && VirtualProtect(_memory + (nint)usable, page, 0x01 /* no access */, out _) != 0);
        }
        else
        {
            int privateAnonymous = OperatingSystem.IsMacOS() ? 0x1002 : 0x22;
            _memory = Map(0, _size, 3 /* read and write */, privateAnonymous, -1, 0);
            Check(_memory != -1 && Protect(_memory + (nint)usable, page, 0 /* no access */) == 0);
        }

        Start = _memory + (nint)usable - length;

        static void Check(bool succeeded)
        {
            if (!succeeded) throw new InvalidOperationException($"No guarded memory: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    public Span<byte> Span => new((void*)Start, _length);

    private nint Start { get; }

    public void Dispose()
    {
        if (OperatingSystem.IsWindows()) VirtualFree(_memory, 0, 0x8000 /* release */);
        else Unmap(_memory, _size);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial nint VirtualAlloc(nint address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualProtect(nint address, nuint size, uint protection, out uint old);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualFree(nint address, nuint size, uint type);
}
