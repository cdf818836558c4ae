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

    /// <summary>Reads class 1, and is sure of it, where the line's left end is brighter than its right; else class 2, with half the probability.</summary>
    public static byte[] SureOfBrightBeginnings() => new TestModel()
        .Input("x", TensorElementType.Float32, "1,3,48,w")
        .Constant("along", TensorElementType.Int64, "1", BitConverter.GetBytes(3L))
        .Constant("first", TensorElementType.Int64, "1", BitConverter.GetBytes(0L))
        .Constant("after", TensorElementType.Int64, "1", BitConverter.GetBytes(40L))
        .Constant("last", TensorElementType.Int64, "1", BitConverter.GetBytes(-40L))
        .Constant("end", TensorElementType.Int64, "1", BitConverter.GetBytes(1L << 30))
        .Node("Slice", ["x", "first", "after", "along"], ["left"])
        .Node("Slice", ["x", "last", "end", "along"], ["right"])
        .Node("ReduceMean", ["left"], ["leftMean"], ("keepdims", 0))
        .Node("ReduceMean", ["right"], ["rightMean"], ("keepdims", 0))
        .Node("Sub", ["leftMean", "rightMean"], ["difference"])
        .Constant("steepness", "", 4)
        .Node("Mul", ["difference", "steepness"], ["steep"])
        .Node("Sigmoid", ["steep"], ["sure"])
        .Constant("moved", "1,1,4", 0, 1, -0.5f, -0.5f)
        .Constant("unsure", "1,1,4", 0, 0, 0.5f, 0.5f)
        .Node("Mul", ["sure", "moved"], ["move"])
        .Node("Add", ["unsure", "move"], ["probabilities"])
        .Output("probabilities", TensorElementType.Float32, "1,t,4")
        .ToArray();
}
