using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using EdgeInfer.Cli;
using EdgeInfer.Cli.Commands;
using EdgeInfer.Sessions;

// As a child of "edgeinfer tune" it tries providers that may crash.
if (TrialHost.TryRun(args)) return ExitCode.Done;

// Windows consoles speak the system's old code page; elsewhere the locale is right.
if (OperatingSystem.IsWindows()) Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// Not a RootCommand: that one takes its name from the assembly.
var root = new Command("edgeinfer", "Runs ONNX vision models on pictures, on whatever this machine has.")
{
    new HelpOption(),
    new VersionOption(),
    DetectCommand.Create(),
    ClassifyCommand.Create(),
    SegmentCommand.Create(),
    PoseCommand.Create(),
    UpscaleCommand.Create(),
    FaceCommand.Create(),
    EmbedCommand.Create(),
    OcrCommand.Create(),
    ModelsCommand.Create(),
    InspectCommand.Create(),
    TuneCommand.Create(),
    DoctorCommand.Create(),
};

// A picture may be called @name; it is no response file.
ParseResult call = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (call.Errors.Count > 0) return ErrorReport.Write(call);

return await call.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    // After Ctrl+C the operator that is running ends and the output is completed.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
});
