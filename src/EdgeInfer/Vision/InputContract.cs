using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Finds where a manifest's input contradicts the model's, before a single wrong number comes out.</summary>
internal static class InputContract
{
    /// <returns>The input's axes.</returns>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model; the message names the property.</exception>
    public static ImageShape Check(ModelSession session, TensorSpec input, ResolvedManifest manifest)
    {
        ImageInputSpec spec = manifest.Manifest.Input;
        if (!input.IsTensor || input.Dimensions.Count != 4)
            throw Contradiction("a picture fills a tensor of four axes", "use a model that takes pictures");

        if (input.ElementType is not (TensorElementType.Float32 or TensorElementType.Float16 or TensorElementType.UInt8 or TensorElementType.Int8))
            throw Contradiction("pictures are given as float32, float16, uint8 or int8", "export the model with one of these input types");

        if (spec.Quantization is { } quantization)
        {
            if (input.ElementType is not (TensorElementType.UInt8 or TensorElementType.Int8))
                throw Contradiction("only uint8 and int8 inputs are quantised", "remove input.quantization");
            (int lowest, int highest) = input.ElementType == TensorElementType.UInt8 ? (0, 255) : (-128, 127);
            if (quantization.ZeroPoint < lowest || quantization.ZeroPoint > highest)
                throw Contradiction($"input.quantization.zeroPoint is {quantization.ZeroPoint}, the type ranges from {lowest} to {highest}", "correct it");
        }

        ImageShape shape = ImageShape.Read(input, spec.Layout);
        if (shape.Channels is { } channels && channels != spec.Channels)
        {
            string hint = ImageShape.TryRead(input) is { } other && other.Layout != spec.Layout
                ? $"the input looks like {Name(other.Layout)}: set input.layout to \"{Name(other.Layout)}\""
                : $"set input.color to {(channels == 1 ? "\"gray\"" : "\"rgb\" or \"bgr\"")}";
            throw Contradiction($"input.layout \"{Name(spec.Layout)}\" and input.color \"{Name(spec.Color)}\" mean {spec.Channels} channel(s), the model has {channels} there", hint);
        }

        if (shape.Batch is > 1) throw Contradiction($"one picture is given at a time, the model's batch is fixed at {shape.Batch}", "export it with batch 1 or a free batch");

        if (spec.Resize is ResizeMode.Pad or ResizeMode.StretchToMultiple)
        {
            if (shape.Width is not null || shape.Height is not null)
                throw Contradiction($"input.resize \"{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(spec.Resize.ToString())}\" needs free height and width", "use letterbox or stretch");
        }
        else
        {
            // Lines of text may be as long as they are.
            CheckSide(shape.Width, spec.Width, "width", mayBeFree: spec.Resize == ResizeMode.FitHeight);
            CheckSide(shape.Height, spec.Height, "height");
        }

        return shape;

        void CheckSide(int? model, int? given, string side, bool mayBeFree = false)
        {
            if (model is null && given is null && !mayBeFree) throw Contradiction($"the model leaves its {side} free", $"set input.{side}");
            if (model is not null && given is not null && model != given)
                throw Contradiction($"input.{side} is {given}, the model's is {model}", $"remove input.{side} or correct it");
        }

        ModelMismatchException Contradiction(string what, string remedy) =>
            new($"{manifest.Origin} contradicts {session.Name}, whose input '{input.Name}' is {input.Describe()}: {what}; {remedy}.", session.Name);
    }

    private static string Name<TEnum>(TEnum value) where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
