using System.Text;

namespace EdgeInfer.Cli.Tests;

/// <summary>Model files written byte by byte: those that no exporter would write.</summary>
internal static class ModelBytes
{
    /// <summary>y = x + w, where w's four numbers lie in a file beside the model.</summary>
    public static byte[] WithExternalWeights(string file)
    {
        byte[] weights = [
            .. Number(1, 4), .. Number(2, 1), .. Text(8, "w"),
            .. Message(13, Text(1, "location"), Text(2, file)), .. Message(13, Text(1, "length"), Text(2, "16")), .. Number(14, 1)];
        return [
            .. Number(1, 8),
            .. Message(7,
                Message(1, Text(1, "x"), Text(1, "w"), Text(2, "y"), Text(4, "Add")),
                Text(2, "graph"), Message(5, weights), Message(11, FourFloats("x")), Message(12, FourFloats("y"))),
            .. Message(8, Text(1, ""), Number(2, 17))];
    }

    /// <summary>The same model with one more entry of metadata: another file, so no known one.</summary>
    public static byte[] WithMetadata(byte[] model, string key, string value) => [.. model, .. Message(14, Text(1, key), Text(2, value))];

    private static byte[] FourFloats(string name) =>
        [.. Text(1, name), .. Message(2, Message(1, Number(1, 1), Message(2, Message(1, Number(1, 4)))))];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Text(int field, string value) => Message(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Message(int field, params byte[][] content) =>
        [.. Varint((field << 3) | 2), .. Varint(content.Sum(static c => c.Length)), .. content.SelectMany(static c => c)];

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value >= 0x80; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
