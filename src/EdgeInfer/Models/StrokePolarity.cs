namespace EdgeInfer.Models;

/// <summary>Whether a model of drawings or characters cares which of ground and strokes is lighter.</summary>
public enum StrokePolarity
{
    /// <summary>Pixels are used as they are.</summary>
    AsIs,

    /// <summary>The model was trained on light strokes on a dark ground; pictures with a light border are inverted first.</summary>
    LightOnDark,
}
