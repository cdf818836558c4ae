using System.Runtime.InteropServices;
using System.Text;

namespace EdgeInfer.Tests.Sessions;

/// <summary>A float32 array in NumPy's file format, version 1: little-endian, C order.</summary>
internal sealed record NpyFile(long[] Shape, float[] Values)
{
    public static NpyFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes[0] != 0x93 || !bytes.AsSpan(1).StartsWith("NUMPY\u0001"u8)) throw new InvalidDataException($"{path} is no .npy file.");
        int headerLength = BitConverter.ToUInt16(bytes, 8);
        string header = Encoding.ASCII.GetString(bytes, 10, headerLength);
        if (!header.Contains("'descr': '<f4'") || !header.Contains("'fortran_order': False"))
            throw new InvalidDataException($"{path}: expected little-endian float32 in C order, found {header.Trim()}.");
        int open = header.IndexOf('('), close = header.IndexOf(')');
        long[] shape = [.. header[(open + 1)..close].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(long.Parse)];
        float[] values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + headerLength)).ToArray();
        if (values.Length != shape.Aggregate(1L, (a, b) => a * b)) throw new InvalidDataException($"{path}: the values do not fill the shape.");
        return new NpyFile(shape, values);
    }
}
