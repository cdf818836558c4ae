using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>RTMPose and other models with two outputs, <c>simcc_x [1, joints, columns]</c> and <c>simcc_y [1, joints, rows]</c>.</summary>
internal sealed class SimCcDecoder : JointDecoder
{
    private readonly int _x;
    private readonly int _y;

    public SimCcDecoder(ModelSession session, DecoderContract contract, int named)
    {
        if (contract.OutputCount < 2) throw contract.Contradiction("SimCC has an output for columns and one for rows");
        // In that order, unless they are called otherwise.
        bool swapped = session.Outputs[0].Name == "simcc_y" && session.Outputs[1].Name == "simcc_x";
        _x = contract.Require(swapped ? 1 : 0, rank: 3);
        _y = contract.Require(swapped ? 0 : 1, rank: 3);
        KeypointCount = Count(contract, _x, named);
    }

    public override int KeypointCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, Span<Keypoint> joints)
    {
        RequireCount(in outputs, _x, 3, KeypointCount);
        RequireCount(in outputs, _y, 3, KeypointCount);
        SimCcPeaks.Run(
            outputs.Floats(_x), outputs.Floats(_y), (float)outputs.Shape(_x)[2] / width, (float)outputs.Shape(_y)[2] / height, joints);
    }
}
