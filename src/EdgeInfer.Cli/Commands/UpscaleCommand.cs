using System.CommandLine;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Cli.Output;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Commands;

/// <summary><c>edgeinfer upscale</c>: larger or restored pictures.</summary>
internal static class UpscaleCommand
{
    public static Command Create()
    {
        var command = new Command("upscale", "Enlarges pictures with a super-resolution model, or runs another model that makes pictures of pictures.");
        var options = new VisionCommandOptions("Model that makes pictures (ONNX); required.", command);
        options.Model.Required = true;
        options.Out.Required = true;
        options.Out.Description = "Writes the new picture to this file, or to this folder where there are several inputs; required.";
        command.SetAction((call, cancellationToken) => ErrorReport.Guard(call.GetValue(options.Verbose), () => Run(call, options, cancellationToken)));
        return command;
    }

    private static int Run(ParseResult call, VisionCommandOptions options, CancellationToken cancellationToken)
    {
        var settings = new ImageUpscalerOptions { Session = options.ReadSession(call), Manifest = options.ReadManifest(call) };
        PictureBatch batch = options.ReadPictures(call);
        using ImageUpscaler upscaler = ImageUpscaler.Load(options.ReadModel(call), settings);
        return batch.Run(upscaler.Session, upscaler.Manifest, Upscale, cancellationToken);

        UpscaleResult Upscale(ImageBuffer image) => Progress.OfTiles(batch.IsSingle, progress =>
            new UpscaleResult(upscaler.Upscale(image, progress, out StageTimings timings, cancellationToken), upscaler.Scale, timings));
    }
}
