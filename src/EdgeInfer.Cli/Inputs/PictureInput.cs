using EdgeInfer.Imaging;

namespace EdgeInfer.Cli.Inputs;

/// <summary>One picture to work on.</summary>
/// <param name="Name">Its path, or <c>-</c>.</param>
internal sealed record PictureInput(string Name)
{
    public const string StandardInput = "-";

    /// <summary>More than the largest picture the limits let through would take.</summary>
    private const int MaxStandardInputBytes = 512 << 20;

    public bool IsStandardInput => Name == StandardInput;

    public ImageBuffer Decode(IImageCodec codec)
    {
        if (!IsStandardInput) return codec.Decode(Name);
        using var buffer = new MemoryStream();
        using Stream input = Console.OpenStandardInput();
        byte[] chunk = new byte[81_920];
        for (int read; (read = input.Read(chunk)) > 0;)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxStandardInputBytes) throw new ImageDecodeException($"-: more than {MaxStandardInputBytes >> 20} MiB on standard input; that is no picture.", Name);
        }

        if (buffer.Length == 0) throw new ImageDecodeException("-: nothing on standard input; pipe a picture into the command.", Name);
        return codec.Decode(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
