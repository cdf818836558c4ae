using System.CommandLine;
using System.Globalization;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer ocr</c>: what is written in pictures.</summary>
internal sealed class OcrCommand
{
    // Where there is no --cls.
    private const float RereadBelow = 0.9f;

    private readonly VisionCommandOptions _options;
    private readonly Option<string?> _detector = VisionCommandOptions.FileOption("--det", "Detector of text lines (ONNX), such as PP-OCR's; default: the built-in one.");
    private readonly Option<string?> _recognizer = VisionCommandOptions.FileOption("--rec", "Recogniser of text lines (ONNX), such as PP-OCR's; default: the built-in one, for Latin letters.");
    private readonly Option<string?> _orientation = VisionCommandOptions.FileOption("--cls", "Classifier that finds lines that are upside down (ONNX); default: none, what is hard to read is read upside down as well.");
    private readonly Option<string?> _dictionary = VisionCommandOptions.FileOption("--dict", "The recogniser's characters, one a line; default: those in its manifest or metadata.");
    private readonly Option<float?> _confidence = NumberOption.Fraction("--conf", "Lowest score of a line, 0 to 1; default 0.5.");
    private readonly Option<string?> _characters = new("--chars") { Description = "Only these characters are read, such as 0123456789.-", HelpName = "CHARACTERS" };
    private readonly Option<bool> _digits = new("--digits") { Description = "Only the digits 0 to 9 are read." };
    private readonly Option<string?> _pattern = new("--pattern") { Description = "Only what matches this regular expression is read, such as [A-Z]{3}[0-9]{3}.", HelpName = "REGEX" };
    private readonly Option<string?> _region = new("--roi") { Description = "The part of the pictures to look at, in their pixels: left, top, width, height.", HelpName = "X,Y,W,H" };
    private readonly Option<bool> _locate = new("--characters") { Description = "Each line with its characters and their places." };

    private OcrCommand(Command command)
    {
        _options = new VisionCommandOptions(command);
        foreach (Option option in (Option[])[_detector, _recognizer, _orientation, _dictionary, _confidence, _characters, _digits, _pattern, _region, _locate]) command.Options.Add(option);
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(call.GetValue(_options.Verbose), () => Run(call, cancellationToken)));
    }

    public static Command Create()
    {
        var command = new Command("ocr", "Reads text in pictures; without --det and --rec, Latin letters with the built-in models.");
        _ = new OcrCommand(command);
        return command;
    }

    private int Run(ParseResult call, CancellationToken cancellationToken)
    {
        // First of all: what looks like an option and is none stands among the inputs.
        PictureBatch batch = _options.ReadPictures(call);
        ModelFile detector = Read(call, _detector) ?? DefaultModels.TextDetector.File, recognizer = Read(call, _recognizer) ?? DefaultModels.TextRecognizer.File;
        TextReadOptions reading = ReadReading(call);
        var settings = new OcrReaderOptions { Session = _options.ReadSession(call), Dictionary = call.GetValue(_dictionary), Reading = reading };
        using OcrReader reader = OcrReader.Load(detector, recognizer, Read(call, _orientation), settings);
        var models = reader.Orientation is { } orientation
            ? new RunningModels((reader.Detector, reader.DetectorManifest), (orientation, reader.OrientationManifest!), (reader.Recognizer, reader.RecognizerManifest))
            : new RunningModels((reader.Detector, reader.DetectorManifest), (reader.Recognizer, reader.RecognizerManifest));
        return batch.Run(models, image => new OcrPictureResult(reader.Read(image, out StageTimings timings, cancellationToken), timings, reading.LocateCharacters), cancellationToken);
    }

    private static ModelFile? Read(ParseResult call, Option<string?> option) => call.GetValue(option) is { } model ? NamedModel.File(model) : null;

    private TextReadOptions ReadReading(ParseResult call) => TextReadOptions.Default with
    {
        MinScore = call.GetValue(_confidence) ?? TextReadOptions.Default.MinScore,
        Constraint = ReadConstraint(call),
        Region = call.GetValue(_region) is { } region ? ReadRegion(region) : null,
        LocateCharacters = call.GetValue(_locate),
        RereadBelow = RereadBelow,
    };

    /// <exception cref="WrongCallException">More than one is given, or the pattern is not valid.</exception>
    private TextConstraint? ReadConstraint(ParseResult call)
    {
        string? characters = call.GetValue(_characters), pattern = call.GetValue(_pattern);
        bool digits = call.GetValue(_digits);
        int given = (characters is null ? 0 : 1) + (pattern is null ? 0 : 1) + (digits ? 1 : 0);
        if (given > 1) throw new WrongCallException("--chars, --digits and --pattern: give only one of them; a pattern can say all.");
        if (characters is "") throw new WrongCallException("--chars: expected at least one character.");
        if (pattern is "") throw new WrongCallException("--pattern: expected a regular expression, found an empty one.");
        try
        {
            return digits ? TextConstraint.Digits : characters is not null ? TextConstraint.Characters(characters) : pattern is not null ? TextConstraint.Pattern(pattern) : null;
        }
        catch (ArgumentException e)
        {
            throw new WrongCallException(e.Message);
        }
    }

    /// <exception cref="WrongCallException">Not four numbers, or a size of 0.</exception>
    private static BoundingBox ReadRegion(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        Span<int> numbers = stackalloc int[4];
        bool valid = parts.Length == 4;
        for (int i = 0; valid && i < 4; i++) valid = int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]);
        if (!valid || numbers[2] == 0 || numbers[3] == 0)
            throw new WrongCallException($"--roi {text}: expected left,top,width,height in pixels, such as 100,50,400,80.");
        return new BoundingBox(numbers[0], numbers[1], (float)numbers[0] + numbers[2], (float)numbers[1] + numbers[3]);
    }
}
