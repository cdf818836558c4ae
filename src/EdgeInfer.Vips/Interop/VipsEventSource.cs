using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeInfer.Vips.Interop;

/// <summary>
/// libvips' own warnings ("read gave 2 warnings"), which would otherwise go to the standard error stream of the
/// application: listen to the event source <c>EdgeInfer-Vips</c> to see them.
/// </summary>
[EventSource(Name = "EdgeInfer-Vips")]
internal sealed class VipsEventSource : EventSource
{
    public static readonly VipsEventSource Log = new();

    // GLib's levels critical, warning, message, info and debug. Its level "error" aborts the process whatever a
    // handler does, and keeps its default so that the last words are seen.
    private const int HandledLevels = 8 | 16 | 32 | 64 | 128;

    [ThreadStatic]
    private static string? _lastMessage;

    private VipsEventSource()
    {
    }

    /// <summary>What libvips said last on this thread: its PNG reader gives the reason of a failure as a warning only.</summary>
    public static string? LastMessage => _lastMessage;

    public static void ForgetLastMessage() => _lastMessage = null;

    [Event(1, Level = EventLevel.Warning)]
    public void NativeMessage(string text) => WriteEvent(1, text);

    public static unsafe void Attach() => Native.SetLogHandler("VIPS", HandledLevels, &OnMessage, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnMessage(byte* domain, int level, byte* message, nint state)
    {
        try
        {
            _lastMessage = Marshal.PtrToStringUTF8((nint)message) ?? "";
            if (Log.IsEnabled()) Log.NativeMessage(_lastMessage);
        }
#pragma warning disable CA1031 // An exception must not pass through native frames, and there is nobody to tell.
        catch
        {
        }
#pragma warning restore CA1031
    }
}
