namespace EdgeInfer.Vips.Interop;

/// <summary>One libvips operation: created by name, given its inputs, built, then asked for its output.</summary>
internal sealed class VipsOperation : IDisposable
{
    private readonly string? _family;
    private OperationHandle _handle;

    /// <param name="name">libvips' name of the operation, such as <c>jpegload_source</c>.</param>
    /// <param name="family">The file type it works on, to pick the right lines of an error text.</param>
    /// <exception cref="VipsException">This build of libvips has no such operation.</exception>
    public VipsOperation(string name, string? family = null)
    {
        _family = family;
        _handle = Native.OperationNew(name);
        if (_handle.IsInvalid)
        {
            _ = VipsException.Take();
            throw new VipsException($"the libvips in use was built without '{name}'") { IsMissingFeature = true };
        }
    }

    /// <summary>Sets a number, a boolean (0 or 1) or an enum.</summary>
    public VipsOperation Set(string property, int value)
    {
        GValue box = default;
        Native.ValueInit(ref box, GValue.IntType);
        Native.ValueSetInt(ref box, value);
        Native.SetProperty(_handle, property, in box);
        Native.ValueUnset(ref box);
        return this;
    }

    /// <summary>Sets an object; the operation takes its own reference.</summary>
    public VipsOperation Set(string property, GObjectHandle value)
    {
        GValue box = default;
        Native.ValueInit(ref box, GValue.ObjectType);
        Native.ValueSetObject(ref box, value);
        Native.SetProperty(_handle, property, in box);
        Native.ValueUnset(ref box);
        return this;
    }

    /// <summary>Builds the operation and takes its picture.</summary>
    /// <exception cref="VipsException">The inputs do not fit, or a file is not what it should be.</exception>
    public ImageHandle BuildImage()
    {
        Build();
        GValue box = default;
        Native.ValueInit(ref box, GValue.ObjectType);
        Native.GetProperty(_handle, "out", ref box);
        var image = new ImageHandle(Native.ValueDupObject(in box));
        Native.ValueUnset(ref box);
        return image;
    }

    /// <summary>Builds the operation and takes the encoded bytes.</summary>
    /// <exception cref="VipsException">The picture cannot be encoded this way.</exception>
    public BlobHandle BuildBlob()
    {
        Build();
        GValue box = default;
        Native.ValueInit(ref box, Native.BlobType());
        Native.GetProperty(_handle, "buffer", ref box);
        var blob = new BlobHandle(Native.ValueDupBoxed(in box));
        Native.ValueUnset(ref box);
        return blob;
    }

    public void Dispose() => _handle.Dispose();

    private void Build()
    {
        OperationHandle built = Native.OperationBuild(_handle);
        if (built.IsInvalid)
        {
            built.Dispose();
            throw VipsException.Take(_family);
        }

        // The cache is off, so this is the same operation under a second reference. Its outputs must be released
        // once only: with the handle that stays.
        OperationHandle first = _handle;
        _handle = built;
        Native.ObjectUnref(first.DangerousGetHandle());
        first.SetHandleAsInvalid();
    }
}
