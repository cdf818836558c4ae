using EdgeInfer.Imaging;
using SixLabors.ImageSharp;

namespace EdgeInfer.ImageSharp;

/// <summary>Pixels of an ImageSharp picture, lent to EdgeInfer for the length of a <c>using</c> block.</summary>
/// <remarks>
/// Looks at the picture's own memory where its pixels lie in one piece and in a format EdgeInfer knows; otherwise holds
/// a converted copy in pooled memory, which Dispose returns. The picture must be neither disposed nor resized
/// meanwhile. Not thread-safe; views of it may be read from several threads.
/// </remarks>
public ref struct LentPixels
{
    private readonly Image _owner;
    private readonly ImageView _own;
    private ImageBuffer? _copy;

    internal LentPixels(Image owner, ImageView own)
    {
        _owner = owner;
        _own = own;
    }

    internal LentPixels(Image owner, ImageBuffer copy)
    {
        _owner = owner;
        _copy = copy;
        IsCopy = true;
    }

    /// <summary>The pixels; valid until this object is disposed.</summary>
    /// <exception cref="ObjectDisposedException">A copy that has been returned.</exception>
    public readonly ImageView View
    {
        get
        {
            GC.KeepAlive(_owner);
            if (!IsCopy) return _own;
            return _copy is { } copy ? copy.AsView() : throw new ObjectDisposedException(nameof(LentPixels));
        }
    }

    /// <summary>Whether the pixels had to be copied: they lay in several pieces, or in a format EdgeInfer does not know.</summary>
    public bool IsCopy { get; }

    /// <summary>The pixels, as tasks take them.</summary>
    public static implicit operator ImageView(LentPixels pixels) => pixels.View;

    /// <summary>Returns the copy, if there is one. A second call does nothing.</summary>
    public void Dispose()
    {
        _copy?.Dispose();
        _copy = null;
    }
}
