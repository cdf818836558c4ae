namespace EdgeInfer.Cli.Output;

/// <summary>Where results go: text for people or JSON for scripts. Dispose completes the output, also after an error.</summary>
internal interface IResultWriter : IDisposable
{
    /// <summary>True where results would disturb a progress bar on the same terminal, so that they are held back until it is gone.</summary>
    bool HoldBack { set; }

    void Write(PictureReport report);
}
