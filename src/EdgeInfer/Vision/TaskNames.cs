using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>What a model's task is called and who performs it, for messages.</summary>
internal static class TaskNames
{
    /// <summary>As in a manifest.</summary>
    public static string Of(ModelTask task) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(task.ToString());

    /// <summary>The class and the command that use such a model.</summary>
    public static string ClassFor(ModelTask task) => task switch
    {
        ModelTask.Classify => "ImageClassifier, on the command line 'edgeinfer classify'",
        ModelTask.Detect => "ObjectDetector, on the command line 'edgeinfer detect'",
        ModelTask.Segment => "SemanticSegmenter, on the command line 'edgeinfer segment'",
        ModelTask.SegmentInstances => "InstanceSegmenter, on the command line 'edgeinfer segment'",
        ModelTask.Pose => "PoseEstimator, on the command line 'edgeinfer pose'",
        ModelTask.ImageToImage => "ImageUpscaler, on the command line 'edgeinfer upscale'",
        ModelTask.Embed => "ImageEmbedder, on the command line 'edgeinfer embed'",
        ModelTask.FaceLandmarks => "FaceLandmarker, on the command line 'edgeinfer face --landmarks'",
        _ => "OcrReader, on the command line 'edgeinfer ocr'",
    };
}
