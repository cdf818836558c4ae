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
    /// YOLOv5 and v7 as the network's last convolutions give them: three outputs of logits for strides 8, 16, 32, each
    /// <c>[1, 3, rows, columns, 5 + classes]</c> or <c>[1, 3 × (5 + classes), rows, columns]</c>; the anchors' sizes are the
    /// manifest's.
    /// </summary>
    YoloV5Heads,

    /// <summary>
    /// YOLOv10, YOLO26 and others that need no suppression: one output <c>[1, boxes, 6]</c>, corners in input pixels, score,
    /// class. With 7 values the box is turned: centre, size, score, class, angle in radians.
    /// </summary>
    YoloEndToEnd,

    /// <summary>Ultralytics' oriented boxes: <c>[1, 4 + classes + 1, boxes]</c>, the last row the angle in radians.</summary>
    UltralyticsObb,

    /// <summary>
    /// NanoDet-Plus: one output <c>[1, boxes, classes + 32]</c> on grids of strides 8, 16, 32, 64; probabilities, then 8 bins
    /// for each of the four distances, as logits.
    /// </summary>
    NanoDet,

    /// <summary>
    /// PicoDet without its post-processing: for strides 8, 16, 32, 64 scores <c>[1, cells, classes]</c> and distances
    /// <c>[1, cells, 32]</c>, 8 bins a side, as logits.
    /// </summary>
    PicoDet,

    /// <summary>
    /// DETR: <c>logits [1, queries, classes + 1]</c>, the last class standing for nothing, softmax due, and
    /// <c>pred_boxes [1, queries, 4]</c>, centre and size relative to the input.
    /// </summary>
    Detr,

    /// <summary>
    /// RT-DETR, D-FINE: <c>logits [1, queries, classes]</c>, sigmoid due, and <c>pred_boxes [1, queries, 4]</c>, centre and size relative
    /// to the input; or, as Ultralytics exports it, both side by side, <c>[1, queries, 4 + classes]</c>, as probabilities.
    /// </summary>
    RtDetr,

    /// <summary>
    /// Models that thin out their boxes themselves: TensorRT's <c>num_dets, det_boxes, det_scores, det_classes</c>; YOLOv7's <c>[boxes, 7]</c>;
    /// PaddleDetection's <c>[boxes, 6]</c>; TensorFlow's <c>detection_boxes, detection_scores, detection_classes</c>; <c>boxes, labels, scores</c>
    /// of torchvision and of RT-DETR's own exporter.
    /// </summary>
    NmsInGraph,

    /// <summary>
    /// FastestDet: one map <c>[1, 5 + classes, rows, columns]</c> of one stride: objectness, four box values, class
    /// probabilities.
    /// </summary>
    FastestDet,

    /// <summary>YuNet: twelve outputs <c>cls_*</c>, <c>obj_*</c>, <c>bbox_*</c>, <c>kps_*</c> for strides 8, 16, 32; faces.</summary>
    YuNet,

    /// <summary>
    /// InsightFace SCRFD: scores, boxes and, of nine outputs, five landmarks for strides 8, 16, 32, two anchors a cell, as distances
    /// in strides; faces.
    /// </summary>
    Scrfd,

    /// <summary>
    /// RetinaFace: <c>loc [1, priors, 4]</c>, <c>conf [1, priors, 2]</c>, <c>landms [1, priors, 10]</c>, not decoded, two
    /// priors a cell of strides 8, 16, 32; faces.
    /// </summary>
    RetinaFace,

    /// <summary>
    /// Joints of one person as two outputs, <c>[1, joints, width × k]</c> and <c>[1, joints, height × k]</c>: how likely each is at each
    /// column and row, in k-ths of an input pixel (RTMPose).
    /// </summary>
    SimCc,

    /// <summary>Joints of one person as one map each, <c>[1, joints, height ÷ k, width ÷ k]</c> (HRNet, SimpleBaseline, ViTPose).</summary>
    Heatmap,
}
