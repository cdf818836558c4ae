namespace EdgeInfer.Models;

/// <summary>How a model's outputs are laid out; each has a decoder of its own.</summary>
public enum DecoderFamily
{
    /// <summary>Not stated; recognised by the model's outputs.</summary>
    Unknown,

    /// <summary>
    /// Ultralytics YOLOv8, v9, v11, v12: one output <c>[1, 4 + classes, boxes]</c>, centre and size in input pixels, class
    /// probabilities, no objectness. With task <c>segmentInstances</c> 32 mask coefficients follow the classes and a
    /// second output has the prototypes; with task <c>pose</c> the joints follow.
    /// </summary>
    Ultralytics,

    /// <summary>
    /// Megvii YOLOX: one output <c>[1, boxes, 5 + classes]</c>, undecoded offsets on grids of strides 8, 16, 32, with
    /// objectness.
    /// </summary>
    Yolox,

    /// <summary>
    /// Two outputs, as SSD exports with boxes decoded in the graph have: <c>scores [1, boxes, classes]</c> with background as class 0,
    /// <c>boxes [1, boxes, 4]</c> as corners relative to the picture (UltraFace).
    /// </summary>
    Ssd,

    /// <summary>
    /// YOLOv5, v6 and v7 with boxes decoded in the graph: one output <c>[1, boxes, 5 + classes]</c>, centre and size in
    /// input pixels, objectness, class probabilities. With task <c>segmentInstances</c> 32 mask coefficients follow the classes and a
    /// second output has the prototypes.
    /// </summary>
    YoloV5,

    /// <summary>
    /// YOLOv10, YOLO26 and others that need no suppression: one output <c>[1, boxes, 6]</c>, corners in input pixels, score,
    /// class. With 7 values the box is turned: centre, size, score, class, angle in radians. With task <c>segmentInstances</c> mask
    /// coefficients follow, with task <c>pose</c> the joints.
    /// </summary>
    YoloEndToEnd,

    /// <summary>YuNet: twelve outputs <c>cls_*</c>, <c>obj_*</c>, <c>bbox_*</c>, <c>kps_*</c> for strides 8, 16, 32; faces.</summary>
    YuNet,

    /// <summary>
    /// Joints of one person as two outputs, <c>[1, joints, width × k]</c> and <c>[1, joints, height × k]</c>: how likely each is at each
    /// column and row, in k-ths of an input pixel (RTMPose).
    /// </summary>
    SimCc,

    /// <summary>Joints of one person as one map each, <c>[1, joints, height ÷ k, width ÷ k]</c> (HRNet, SimpleBaseline, ViTPose).</summary>
    Heatmap,
}
