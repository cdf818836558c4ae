namespace EdgeInfer.Vision;

/// <summary>HRNet, SimpleBaseline, ViTPose and other models with a map a joint: <c>[1, joints, height ÷ 4, width ÷ 4]</c>.</summary>
internal sealed class HeatmapDecoder : JointDecoder
{
    public HeatmapDecoder(DecoderContract contract, int named)
    {
        contract.Require(0, rank: 4);
        KeypointCount = Count(contract, 0, named);
    }

    public override int KeypointCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, Span<Keypoint> joints)
    {
        RequireCount(in outputs, 0, 4, KeypointCount);
        int mapHeight = (int)outputs.Shape(0)[2], mapWidth = (int)outputs.Shape(0)[3];
        HeatmapPeaks.Run(outputs.Floats(0), mapWidth, mapHeight, (float)width / mapWidth, (float)height / mapHeight, joints);
    }
}
