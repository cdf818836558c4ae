namespace EdgeInfer.Providers;

/// <summary>What a provider makes of inputs whose sizes the model leaves free.</summary>
public enum DynamicShapeSupport
{
    /// <summary>Free sizes cost nothing.</summary>
    Any,

    /// <summary>Taken, but a new shape is compiled or prepared anew, or the model runs slower.</summary>
    AtACost,

    /// <summary>Only fixed sizes: operators behind a free one are left to the CPU.</summary>
    FixedOnly,
}
