"""DB's loss: where lines are (cross-entropy on the hardest pixels), how sharply (dice), and the thresholds around them."""
import torch
from torch.nn import functional

STEEPNESS = 50  # of the step that stands for binarisation
HARD = 3  # background pixels looked at for each pixel of text
SPARE = 2000  # and at least so many a picture


def detection_loss(core, threshold, labels):
    """core, threshold: logits [B,1,H,W]; labels as `det_crops.crop` gives them. -> loss, its three parts."""
    truth, weight = labels[:, :1].float(), labels[:, 1:2].float() / 64
    wanted = labels[:, 2:].float() / 255
    probability, limit = torch.sigmoid(core), torch.sigmoid(threshold)
    entropy = _hard(functional.binary_cross_entropy_with_logits(core, truth, reduction="none"), truth, weight)
    binary = torch.sigmoid(STEEPNESS * (probability - limit))
    dice = 0.5 * (_dice(binary, truth, weight) + _dice(probability, truth, weight))
    band = (wanted > 0).float() * (weight > 0)
    border = ((limit - wanted).abs() * band).sum() / band.sum().clamp(min=1)
    return 5 * entropy + dice + 10 * border, (entropy.item(), dice.item(), border.item())


def _hard(loss, truth, weight):
    text = truth * weight
    count = int((truth * (weight > 0)).sum().item() * HARD) + SPARE * len(truth)
    background = (loss * (1 - truth) * weight).flatten()
    worst = torch.topk(background, min(count, background.numel()), sorted=False).values
    # Text and background weigh the same, however little text there is.
    return (loss * text).sum() / text.sum().clamp(min=1) * 0.5 + worst.sum() / count * HARD * 0.5


def _dice(map_, truth, weight):
    weight = weight.clamp(max=2)
    common = (map_ * truth * weight).sum((1, 2, 3))
    total = (map_ * weight).sum((1, 2, 3)) + (truth * weight).sum((1, 2, 3))
    return (1 - (2 * common + 20) / (total + 20)).mean()
