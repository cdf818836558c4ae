using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>OCR models of a few nodes: a detector that takes what is bright for text, recognisers that always say the same.</summary>
internal static class TinyOcr
{
    /// <summary>A DB map: near 1 where the picture is white, near 0 where it is black.</summary>
    public static byte[] Detector(string input = "n,3,h,w", string name = "x") => new TestModel()
        .Input(name, TensorElementType.Float32, input)
        .Constant("weights", "1,3,1,1", 2, 2, 2)
        .Node("Conv", [name, "weights"], ["sum"])
        .Node("Sigmoid", ["sum"], ["map"])
        .Output("map", TensorElementType.Float32, "n,1,h,w")
        .ToArray();

    /// <summary>Reads class <paramref name="text"/> at each step, whatever the picture; its batch is 1 whatever the signature says.</summary>
    /// <param name="classes">Their number, the blank included.</param>
    /// <param name="text">Class of each step.</param>
    /// <param name="input">Shape of the input.</param>
    /// <param name="output">Shape as the signature states it.</param>
    public static TestModel Recognizer(int classes, int[] text, string input = "n,3,48,w", string output = "n,t,c")
    {
        float[] steps = new float[text.Length * classes];
        for (int i = 0; i < text.Length; i++) steps[i * classes + text[i]] = 1;
        return new TestModel()
            .Input("x", TensorElementType.Float32, input)
            .Constant("steps", $"1,{text.Length},{classes}", steps)
            .Node("Identity", ["steps"], ["softmax"])
            .Output("softmax", TensorElementType.Float32, output);
    }

    /// <summary>Says that every line is upside down with this probability.</summary>
    public static byte[] Orientation(float upsideDown, string input = "n,3,48,192") => new TestModel()
        .Input("x", TensorElementType.Float32, input)
        .Constant("both", "1,2", 1 - upsideDown, upsideDown)
        .Node("Identity", ["both"], ["probabilities"])
        .Output("probabilities", TensorElementType.Float32, "n,2")
        .ToArray();
}
