namespace EdgeInfer.Models;

/// <summary>Whether a model is in a <see cref="ModelStore"/>.</summary>
public enum StoredModelState
{
    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>It is there, with the right sha256.</summary>
    Intact,

    /// <summary>A file is there with other contents.</summary>
    Damaged,
}
