using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOv5 and v7 as their last convolutions give them, one output a stride: <c>[1, 3, rows, columns, 5 + classes]</c> or
/// <c>[1, 3 × (5 + classes), rows, columns]</c>, logits. See <see cref="AnchorDecode"/>.
/// </summary>
internal sealed class YoloV5HeadsDecoder : DetectionDecoder
{
    private const int BoxValues = 5, AnchorsPerCell = 3;

    private readonly float[] _anchors;
    private readonly bool _planar;

    public YoloV5HeadsDecoder(DecoderContract contract, ModelManifest manifest)
    {
        if (contract.OutputCount != DetectionGrid.Strides.Length) throw contract.Contradiction("there is one output a stride, three in all");
        _anchors = [.. manifest.Anchors];
        if (_anchors.Length != 2 * AnchorsPerCell * DetectionGrid.Strides.Length)
            throw contract.Contradiction($"3 strides with 3 anchors each have 18 sizes, the manifest's anchors are {_anchors.Length}");
        _planar = contract.Rank(0) == 4;
        int rank = _planar ? 4 : 5;
        for (int i = 0; i < contract.OutputCount; i++) contract.Require(i, rank);
        long? values = _planar ? contract.Size(0, 1) / AnchorsPerCell : contract.Size(0, 4);
        ClassCount = contract.ClassesBeside(BoxValues, values, "a box has 4 coordinates, objectness and at least one class");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        for (int level = 0; level < DetectionGrid.Strides.Length; level++)
        {
            int stride = DetectionGrid.Strides[level];
            ReadOnlySpan<float> values = outputs.Floats(level), anchors = _anchors.AsSpan(level * 2 * AnchorsPerCell, 2 * AnchorsPerCell);
            var grid = new AnchorGrid(width / stride, height / stride, stride);
            long needed = grid.Cells * AnchorsPerCell * (BoxValues + ClassCount);
            if (values.Length != needed)
            {
                throw new ModelMismatchException(
                    $"Output '{outputs.Spec(level).Name}' has {values.Length} values; {grid.Rows}×{grid.Columns} cells of stride {stride} with 3 anchors and {ClassCount} classes have {needed}. Are the outputs in the order of strides 8, 16, 32, and the labels right?");
            }

            if (_planar) AnchorDecode.Planar(values, grid, anchors, ClassCount, confidence, candidates);
            else AnchorDecode.Interleaved(values, grid, anchors, ClassCount, confidence, candidates);
        }
    }
}
