using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>A landmark model's points, in pixels of the crop it was given.</summary>
internal readonly struct LandmarkReader(int output, int count, LandmarkRange range, string model) : IOutputReader<Keypoint[]>
{
    public bool ReadsBatches => true;

    public Keypoint[] Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
    {
        ReadOnlySpan<float> values = outputs.Floats(output);
        if (values.Length != 2 * count)
            throw new ModelMismatchException($"Output '{outputs.Spec(output).Name}' of {model} has {values.Length} numbers, {count} landmarks have {2 * count}.", model);

        (float scaleX, float scaleY, float shift) = range switch
        {
            LandmarkRange.Unit => (width, height, 0f),
            LandmarkRange.Signed => (width / 2f, height / 2f, 1f),
            _ => ((float)width / plan.InputWidth, (float)height / plan.InputHeight, 0f),
        };
        var points = new Keypoint[count];
        for (int i = 0; i < count; i++)
        {
            float x = (values[2 * i] + shift) * scaleX, y = (values[2 * i + 1] + shift) * scaleY;
            if (!float.IsFinite(x) || !float.IsFinite(y))
                throw new InferenceException($"{model} gave landmark {i} as ({values[2 * i]}, {values[2 * i + 1]}), which is no point; check the manifest's normalisation and the model's precision.", model);
            points[i] = new Keypoint(x, y);
        }

        return points;
    }
}
