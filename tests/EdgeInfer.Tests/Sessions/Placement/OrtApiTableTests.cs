using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Against function tables made up here.</summary>
public sealed unsafe class OrtApiTableTests
{
    private static readonly nint* Functions = (nint*)NativeMemory.AllocZeroed(500, (nuint)sizeof(nint));

    private static uint _asked;

    [Fact]
    public void An_older_runtime_is_refused_with_both_versions()
    {
        nint* table = stackalloc nint[2] { (nint)(delegate* unmanaged[Stdcall]<uint, void*>)&NoSuchTable, (nint)(delegate* unmanaged[Stdcall]<byte*>)&Version123 };

        var error = Assert.Throws<ProviderUnavailableException>(() => OrtApiTable.Open((nint)table, "1.23.2"));

        Assert.Contains("needs ONNX Runtime 1.24 or newer, loaded is 1.23.2", error.Message);
        Assert.Contains("Microsoft.ML.OnnxRuntime", error.Message);
    }

    [Fact]
    public void A_runtime_that_does_not_give_its_table_is_refused()
    {
        nint* table = stackalloc nint[2] { (nint)(delegate* unmanaged[Stdcall]<uint, void*>)&NoSuchTable, (nint)(delegate* unmanaged[Stdcall]<byte*>)&Version130 };

        Assert.Throws<ProviderUnavailableException>(() => OrtApiTable.Open((nint)table, "1.30.0-dev+abc"));
    }

    [Fact]
    public void Another_library_than_the_one_in_use_is_refused()
    {
        nint* table = stackalloc nint[2] { (nint)(delegate* unmanaged[Stdcall]<uint, void*>)&Table, (nint)(delegate* unmanaged[Stdcall]<byte*>)&Version130 };

        var error = Assert.Throws<ProviderUnavailableException>(() => OrtApiTable.Open((nint)table, "1.29.0"));

        Assert.Contains("Two ONNX Runtime libraries", error.Message);
    }

    [Fact]
    public void Of_a_newer_runtime_the_table_of_the_release_that_brought_the_functions_is_used()
    {
        nint* table = stackalloc nint[2] { (nint)(delegate* unmanaged[Stdcall]<uint, void*>)&Table, (nint)(delegate* unmanaged[Stdcall]<byte*>)&Version130 };
        Functions[407] = 1234;

        OrtApiTable api = OrtApiTable.Open((nint)table, "1.30.0-dev+abc");

        Assert.Equal(24u, _asked);
        Assert.Equal(1234, api[407]);
    }

    [Fact]
    public void An_error_is_thrown_with_what_it_says()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", new ModelSessionOptions { Providers = ProviderSelection.Cpu });

        var error = Assert.Throws<InferenceException>(() => GraphAssignment.Read(session.Inner));

        Assert.Contains("record_ep_graph_assignment_info", error.Message);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static void* NoSuchTable(uint version) => null;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static void* Table(uint version)
    {
        _asked = version;
        return Functions;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static byte* Version123() => Constant("1.23.2\0"u8);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static byte* Version130() => Constant("1.30.0-dev+abc\0"u8);

    // UTF-8 literals lie in the assembly's own data, which does not move.
    private static byte* Constant(ReadOnlySpan<byte> text) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
}
