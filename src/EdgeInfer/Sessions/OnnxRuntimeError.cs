using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Reads ONNX Runtime's error messages, which carry the status code only as text.</summary>
internal static class OnnxRuntimeError
{
    private const string CodePrefix = "[ErrorCode:";
    private const string FailedCondition = " was false. ";

    /// <summary>The status code's name (<c>InvalidProtobuf</c>, <c>NoSuchFile</c>, <c>Fail</c>, …), or empty.</summary>
    public static ReadOnlySpan<char> Code(OnnxRuntimeException error)
    {
        ReadOnlySpan<char> message = error.Message;
        if (!message.StartsWith(CodePrefix, StringComparison.Ordinal)) return [];
        int end = message.IndexOf(']');
        return end < 0 ? [] : message[CodePrefix.Length..end];
    }

    /// <summary>The message in one line, without the code and the place in ONNX Runtime's source.</summary>
    public static string Describe(OnnxRuntimeException error) => Describe(error.Message);

    /// <inheritdoc cref="Describe(OnnxRuntimeException)"/>
    internal static string Describe(string message)
    {
        int start = message.StartsWith(CodePrefix, StringComparison.Ordinal) ? message.IndexOf("] ", StringComparison.Ordinal) + 1 : 0;
        // A failed internal check reads "/path/file.cc:100 signature condition was false. What it means".
        int condition = message.IndexOf(FailedCondition, start, StringComparison.Ordinal);
        ReadOnlySpan<char> place = condition < 0 ? [] : message.AsSpan(start, condition - start);
        if (place.Contains(".cc:", StringComparison.Ordinal) || place.Contains(".h:", StringComparison.Ordinal))
        {
            int meaning = condition + FailedCondition.Length;
            if (!string.IsNullOrWhiteSpace(message[meaning..])) start = meaning;
        }

        return message[start..].Trim().ReplaceLineEndings(" ");
    }
}
