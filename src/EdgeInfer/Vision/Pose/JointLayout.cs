namespace EdgeInfer.Vision;

/// <summary>Joints side by side, each as x, y and a visibility, or of data sets without visibility as x, y.</summary>
internal static class JointLayout
{
    private const int MaxJoints = 4096;

    /// <param name="contract">For the message.</param>
    /// <param name="values">Values of all joints together.</param>
    /// <param name="named">Joints that the manifest names; 0 for none: then three values a joint where that fits.</param>
    /// <exception cref="ModelMismatchException">So many values are not that many joints.</exception>
    public static (int Joints, int ValuesPerJoint) Find(DecoderContract contract, long values, int named)
    {
        long joints = named > 0 ? named : values % 3 == 0 ? values / 3 : values / 2;
        if (joints is > 0 and <= MaxJoints && (values == joints * 3 || values == joints * 2)) return ((int)joints, (int)(values / joints));
        throw contract.Contradiction(named > 0
            ? $"{named} joints have 2 or 3 values each, not {values} together"
            : $"{values} values beside the boxes' are not 2 or 3 for each of some joints");
    }

    /// <param name="values">All joints' values.</param>
    /// <param name="valuesPerJoint">2 or 3.</param>
    /// <param name="keypoints">Receives the joints.</param>
    public static void Read(ReadOnlySpan<float> values, int valuesPerJoint, Span<Keypoint> keypoints)
    {
        for (int i = 0; i < keypoints.Length; i++)
        {
            ReadOnlySpan<float> joint = values.Slice(i * valuesPerJoint, valuesPerJoint);
            keypoints[i] = new Keypoint(joint[0], joint[1], joint.Length == 3 ? joint[2] : 1);
        }
    }
}
