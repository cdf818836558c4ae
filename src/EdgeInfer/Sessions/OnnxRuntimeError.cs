using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Reads ONNX Runtime's error messages, which carry the status code only as text.</summary>
internal static class OnnxRuntimeError
{
    private const string CodePrefix = "[ErrorCode:";

    /// <summary>The status code's name (<c>InvalidProtobuf</c>, <c>NoSuchFile</c>, <c>Fail</c>, …), or empty.</summary>
    public static ReadOnlySpan<char> Code(OnnxRuntimeException error)
    {
        ReadOnlySpan<char> message = error.Message;
        if (!message.StartsWith(CodePrefix, StringComparison.Ordinal)) return [];
        int end = message.IndexOf(']');
        return end < 0 ? [] : message[CodePrefix.Length..end];
    }

    /// <summary>The message without the code, in one line.</summary>
    public static string Describe(OnnxRuntimeException error)
    {
        string message = error.Message;
        int end = message.StartsWith(CodePrefix, StringComparison.Ordinal) ? message.IndexOf(']', StringComparison.Ordinal) : -1;
        return message[(end + 1)..].Trim().ReplaceLineEndings(" ");
    }
}
