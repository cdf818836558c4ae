using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class VisionModelTests
{
    [Fact]
    public void The_number_of_threads_asked_for_holds_for_the_kernels_too()
    {
        Assert.Equal(1, Load(TinyDetector.OneThread).Preprocessor.Parallelism.MaxDegree);
        Assert.Equal(Environment.ProcessorCount, Load(TinyDetector.OneThread with { Threads = null }).Preprocessor.Parallelism.MaxDegree);

        static VisionModel Load(ModelSessionOptions session)
        {
            var options = new ObjectDetectorOptions { Session = session, Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, "left", "right") };
            VisionModel model = VisionModel.Load(TinyDetector.SeesWhite(), "tiny", options, ModelTask.Detect);
            model.Dispose();
            return model;
        }
    }
}
