using System.CommandLine;
using System.CommandLine.Help;
using EdgeInfer.Cli;
using EdgeInfer.Cli.Commands;

// Not a RootCommand: that one takes its name from the assembly.
var root = new Command("edgeinfer", "Runs ONNX vision models on pictures, on whatever this machine has.")
{
    new HelpOption(),
    new VersionOption(),
    DetectCommand.Create(),
    ClassifyCommand.Create(),
    InspectCommand.Create(),
    DoctorCommand.Create(),
};

ParseResult call = root.Parse(args);
if (call.Errors.Count > 0)
{
    // One line, like every other error; System.CommandLine would print the whole help.
    await Console.Error.WriteLineAsync($"error: {call.Errors[0].Message} See 'edgeinfer {(call.CommandResult.Command == root ? "" : call.CommandResult.Command.Name + " ")}--help'.");
    return ExitCode.WrongCall;
}

return await call.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
