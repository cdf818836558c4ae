namespace EdgeInfer.Sessions;

/// <summary>The command line that starts a child to run trials in.</summary>
/// <param name="File">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ChildCommand(string File, IReadOnlyList<string> Arguments)
{
    public static ChildCommand? OfThisProcess()
    {
        if (OperatingSystem.IsAndroid() || OperatingSystem.IsIOS() || Environment.ProcessPath is not { } executable) return null;
        if (!Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            return new ChildCommand(executable, [TrialHost.Argument]);
        // Started as "dotnet application.dll".
        string application = Environment.GetCommandLineArgs()[0];
        return System.IO.File.Exists(application) ? new ChildCommand(executable, [Path.GetFullPath(application), TrialHost.Argument]) : null;
    }
}
