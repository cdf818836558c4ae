using System.Runtime.InteropServices;

namespace EdgeInfer.Vips.Interop;

/// <summary>The functions of libvips and of the GLib inside it that this package calls; none of them is variadic.</summary>
internal static unsafe partial class Native
{
    // ---- the library as a whole

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(string programName);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_version")]
    public static partial int Version(int part);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_block_untrusted_set")]
    public static partial void BlockUntrusted(int state);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_cache_set_max")]
    public static partial void SetCacheMax(int operations);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_concurrency_set")]
    public static partial void SetConcurrency(int threads);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_tracked_get_mem")]
    public static partial nuint TrackedMemory();

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_tracked_get_allocs")]
    public static partial int TrackedAllocations();

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_tracked_get_files")]
    public static partial int TrackedFiles();

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_error_buffer_copy")]
    public static partial nint TakeErrorText();

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_free")]
    public static partial void Free(nint memory);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint SetLogHandler(
        string domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, nint, void> handler, nint state);

    // ---- objects

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_object_ref")]
    public static partial nint ObjectRef(GObjectHandle instance);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_object_unref")]
    public static partial void ObjectUnref(nint instance);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_object_unref_outputs")]
    public static partial void ObjectUnrefOutputs(nint instance);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(GObjectHandle instance, string name, in GValue value);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(GObjectHandle instance, string name, ref GValue value);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_signal_connect_data", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong ConnectSignal(
        GObjectHandle instance, string signal, void* handler, nint state, nint destroyState, int flags);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_value_init")]
    public static partial nint ValueInit(ref GValue value, nuint type);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_value_unset")]
    public static partial void ValueUnset(ref GValue value);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_value_set_int")]
    public static partial void ValueSetInt(ref GValue value, int content);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_value_set_object")]
    public static partial void ValueSetObject(ref GValue value, GObjectHandle content);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_value_dup_object")]
    public static partial nint ValueDupObject(in GValue value);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "g_value_dup_boxed")]
    public static partial nint ValueDupBoxed(in GValue value);

    // ---- operations

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial OperationHandle OperationNew(string nickname);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_cache_operation_build")]
    public static partial OperationHandle OperationBuild(OperationHandle operation);

    // ---- encoded bytes

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_source_new_from_memory")]
    public static partial SourceHandle SourceFromMemory(byte* data, nuint length);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_source_custom_new")]
    public static partial SourceHandle SourceCustom();

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_blob_get_type")]
    public static partial nuint BlobType();

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_blob_get")]
    public static partial byte* BlobGet(BlobHandle blob, out nuint length);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_area_unref")]
    public static partial void AreaUnref(nint area);

    // ---- pictures

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_image_new_from_memory")]
    public static partial ImageHandle ImageFromMemory(byte* pixels, nuint length, int width, int height, int bands, BandFormat format);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_image_copy_memory")]
    public static partial ImageHandle ImageCopyToMemory(ImageHandle image);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_image_get_width")]
    public static partial int ImageWidth(ImageHandle image);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_image_get_height")]
    public static partial int ImageHeight(ImageHandle image);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_image_get_bands")]
    public static partial int ImageBands(ImageHandle image);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_image_get_format")]
    public static partial BandFormat ImageFormat(ImageHandle image);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_image_get_interpretation")]
    public static partial Interpretation ImageInterpretation(ImageHandle image);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_image_get_orientation")]
    public static partial int ImageOrientation(ImageHandle image);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_region_new")]
    public static partial RegionHandle RegionNew(ImageHandle image);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_region_image")]
    public static partial int RegionImage(RegionHandle region, in VipsRect part);

    [LibraryImport(VipsLibrary.Name, EntryPoint = "vips_region_prepare_to")]
    public static partial int RegionPrepareTo(RegionHandle region, RegionHandle destination, in VipsRect part, int x, int y);
}
