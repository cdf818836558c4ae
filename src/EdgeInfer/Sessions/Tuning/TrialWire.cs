using System.Text;
using System.Text.Json;

namespace EdgeInfer.Sessions;

/// <summary>
/// How messages travel through the child's standard input and output. Drivers may print to standard output as they like:
/// an answer is short enough to be written in one piece, stands on a line of its own and has a mark.
/// </summary>
internal static class TrialWire
{
    public const string Mark = "@edgeinfer-trial ";

    /// <summary>Longest text in an answer: the whole answer stays below what a pipe takes in one piece (4096 bytes).</summary>
    private const int MaxReason = 600;
    private const int MaxTimes = 128;
    private const int MaxRequestBytes = 1 << 20;

    /// <returns>The answer in a line of the child's output; null where that line is none.</returns>
    public static TrialReply? ParseReply(string line)
    {
        int mark = line.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0) return null;
        try
        {
            return JsonSerializer.Deserialize(line.AsSpan(mark + Mark.Length), TrialJson.Default.TrialReply);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Send(Stream output, TrialReply reply)
    {
        if (reply.Reason is { Length: > MaxReason } reason) reply = reply with { Reason = string.Concat(reason.AsSpan(0, MaxReason), "…") };
        if (reply.Timed is { } slice && slice.Milliseconds.Length > MaxTimes)
        {
            // Every so manieth: the median and the percentiles stay what they are.
            double[] some = new double[MaxTimes];
            for (int i = 0; i < some.Length; i++) some[i] = slice.Milliseconds[(long)i * slice.Milliseconds.Length / MaxTimes];
            reply = reply with { Timed = slice with { Milliseconds = some } };
        }

        output.Write(Encoding.UTF8.GetBytes($"\n{Mark}{JsonSerializer.Serialize(reply, TrialJson.Default.TrialReply)}\n"));
        output.Flush();
    }

    public static byte[] Encode(TrialRequest request) => [.. JsonSerializer.SerializeToUtf8Bytes(request, TrialJson.Default.TrialRequest), (byte)'\n'];

    /// <returns>The next request; null at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">This is no request.</exception>
    public static TrialRequest? Read(Stream input)
    {
        var line = new MemoryStream();
        for (int value; (value = input.ReadByte()) != '\n';)
        {
            if (value < 0) return null;
            if (line.Length > MaxRequestBytes) throw new InvalidDataException("a request without an end");
            line.WriteByte((byte)value);
        }

        try
        {
            return JsonSerializer.Deserialize(line.GetBuffer().AsSpan(0, (int)line.Length), TrialJson.Default.TrialRequest);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("not a request", e);
        }
    }
}
