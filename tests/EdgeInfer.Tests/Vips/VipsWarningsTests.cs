using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Tests.Vips;

public sealed class VipsWarningsTests
{
    [Fact]
    public void Harmless_damage_decodes_and_is_told_to_listeners_instead_of_the_error_stream()
    {
        var codec = new VipsCodec();
        using ImageBuffer picture = TestPicture.Gradient(64, 64);
        byte[] jpeg = TestPicture.Encode(picture, ".jpg");

        // Two bytes that belong to nothing, behind the first segment (its length is at byte 4).
        int behind = 4 + (jpeg[4] << 8 | jpeg[5]);
        byte[] odd = [.. jpeg.AsSpan(0, behind), 0, 0, .. jpeg.AsSpan(behind)];
        using var listener = new Listener();
        using ImageBuffer decoded = codec.Decode(odd);
        using ImageBuffer expected = codec.Decode(jpeg);

        Assert.True(expected.Pixels.SequenceEqual(decoded.Pixels));
        Assert.Contains(listener.Messages, message => message.Contains("warning", StringComparison.Ordinal));
    }

    private sealed class Listener : EventListener
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "EdgeInfer-Vips") EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            Messages.Enqueue(eventData.Payload?[0] as string ?? "");
    }
}
