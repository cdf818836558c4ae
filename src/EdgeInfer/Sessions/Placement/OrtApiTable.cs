using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>ONNX Runtime's C functions that its C# API does not offer, called through the runtime's own function table.</summary>
/// <remarks>
/// The places in the table are those of <c>onnxruntime_c_api.h</c>. The table only ever grows at its end, so that a place,
/// once given, holds in every later release.
/// </remarks>
internal sealed unsafe class OrtApiTable
{
    private const int GetErrorMessage = 2, ReleaseStatus = 93;

    // The release that brought what is called here.
    private const int NeededMinor = 24;

    private static readonly Lazy<OrtApiTable> OfThisProcess = new(static () => Open(FindBase(), OnnxRuntimeLibrary.Version));

    private readonly nint* _functions;

    private OrtApiTable(nint* functions) => _functions = functions;

    /// <exception cref="ProviderUnavailableException">ONNX Runtime is older than 1.24, or its library is not found by name.</exception>
    public static OrtApiTable Instance => OfThisProcess.Value;

    /// <summary>Whether the loaded ONNX Runtime is new enough.</summary>
    public static bool IsSupported => IsNewEnough(OnnxRuntimeLibrary.Version);

    /// <param name="apiBase">What <c>OrtGetApiBase</c> returns: <c>GetApi</c>, then <c>GetVersionString</c>.</param>
    /// <param name="version">Version of the ONNX Runtime that the C# API uses.</param>
    /// <exception cref="ProviderUnavailableException">ONNX Runtime is older than 1.24, or another one than the C# API uses.</exception>
    public static OrtApiTable Open(nint apiBase, string version)
    {
        nint* entries = (nint*)apiBase;
        string found = Text(((delegate* unmanaged[Stdcall]<byte*>)entries[1])());
        if (found != version)
        {
            throw new ProviderUnavailableException(
                $"Two ONNX Runtime libraries are loaded: the C# API uses {version}, the one found by name is {found}; leave only one of them beside the application.");
        }

        // An older runtime answers with null, as it does not have that table.
        nint* functions = IsNewEnough(version) ? (nint*)((delegate* unmanaged[Stdcall]<uint, void*>)entries[0])(NeededMinor) : null;
        return functions is not null
            ? new OrtApiTable(functions)
            : throw new ProviderUnavailableException(
                $"Recording which provider runs which node needs ONNX Runtime 1.{NeededMinor} or newer, loaded is {version}; update package Microsoft.ML.OnnxRuntime, or do not ask for it (ModelSessionOptions.RecordPlacement).");
    }

    /// <summary>The function at a place of the table.</summary>
    public nint this[int place] => _functions[place];

    /// <summary>Throws what a failed call says.</summary>
    /// <param name="status">What it returned; freed here.</param>
    /// <exception cref="InferenceException">It is an error.</exception>
    public void Check(nint status)
    {
        if (status == 0) return;
        string message = Text(((delegate* unmanaged[Stdcall]<nint, byte*>)_functions[GetErrorMessage])(status));
        ((delegate* unmanaged[Stdcall]<nint, void>)_functions[ReleaseStatus])(status);
        throw new InferenceException($"ONNX Runtime could not say which provider runs which node: {message.ReplaceLineEndings(" ")}; load the model without RecordPlacement.");
    }

    public static string Text(byte* text) => text is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private static bool IsNewEnough(string version)
    {
        // Builds between releases append to the number: 1.24.0-dev.
        return Version.TryParse(version.Split('-', '+')[0], out Version? number) && number >= new Version(1, NeededMinor);
    }

    private static nint FindBase()
    {
        OnnxRuntimeLibrary.EnsureLoaded();
        // The C# API has loaded it already; asked for by the same name on behalf of the same assembly, the loader gives the same one.
        nint library = 0;
        if (OperatingSystem.IsIOS()) library = NativeLibrary.GetMainProgramHandle();
        else if (!NativeLibrary.TryLoad("onnxruntime", typeof(InferenceSession).Assembly, null, out library)) library = 0;
        return library != 0 && NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint getBase)
            ? ((delegate* unmanaged[Stdcall]<nint>)getBase)()
            : throw new ProviderUnavailableException(
                "Recording which provider runs which node needs ONNX Runtime's library under its usual name (libonnxruntime.so, onnxruntime.dll, libonnxruntime.dylib), which is not found; put it beside the application.");
    }
}
