namespace EdgeInfer.Models;

/// <summary>What a model does with a picture.</summary>
public enum ModelTask
{
    /// <summary>Not stated.</summary>
    Unknown,

    /// <summary>One label, or a ranking of labels, for the whole picture.</summary>
    Classify,

    /// <summary>Boxes with labels and scores; faces too.</summary>
    Detect,

    /// <summary>A class for every pixel.</summary>
    Segment,

    /// <summary>Boxes with labels, scores and the pixels that belong to each object.</summary>
    SegmentInstances,

    /// <summary>People, or other objects, with the positions of their joints.</summary>
    Pose,

    /// <summary>Another picture: enlarged, restored, cut out.</summary>
    ImageToImage,

    /// <summary>A vector that lies near those of similar pictures.</summary>
    Embed,

    /// <summary>Points of one face: eyes, nose, mouth, outline.</summary>
    FaceLandmarks,

    /// <summary>Where lines of text are.</summary>
    TextDetect,

    /// <summary>Whether a line of text is upside down.</summary>
    TextOrientation,

    /// <summary>What a line of text says.</summary>
    TextRecognize,
}
