using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>What a task found in one picture, in the three forms it is shown in.</summary>
internal interface IPictureResult
{
    StageTimings Timings { get; }

    /// <summary>In a few words: <c>3 objects</c>.</summary>
    string Summary { get; }

    IEnumerable<string> Lines { get; }

    /// <summary>Writes the task's own property into the picture's JSON object.</summary>
    void WriteTo(Utf8JsonWriter json);

    void DrawOn(ImageBuffer image);

    /// <summary>What <c>--out</c> writes: the picture with the results drawn on it, unless the result is itself a picture.</summary>
    ImageBuffer Show(ImageBuffer image)
    {
        DrawOn(image);
        return image;
    }
}
