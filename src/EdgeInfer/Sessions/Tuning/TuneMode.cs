namespace EdgeInfer.Sessions;

/// <summary>When settings are tried on the machine, and when a winner of earlier trials is taken.</summary>
public enum TuneMode
{
    /// <summary>Takes the remembered winner; where there is none, tries and remembers.</summary>
    WhenUnknown,

    /// <summary>Tries every time and replaces what is remembered.</summary>
    Always,

    /// <summary>Takes the remembered winner and never tries: what loading does where nothing is said.</summary>
    Remembered,

    /// <summary>Neither tries nor takes a remembered winner.</summary>
    Off,
}
