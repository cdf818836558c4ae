"""Puts flat artwork into a scene: rotation, tilt with perspective, bending, and where its codes end up."""
from dataclasses import dataclass

import cv2
import numpy as np

from creases import Creases


def rotation(yaw, pitch, roll):
    """World rotation from angles in radians: roll turns in the picture plane, yaw and pitch tilt out of it."""
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    about_y = np.array(((cy, 0, sy), (0, 1, 0), (-sy, 0, cy)))
    about_x = np.array(((1, 0, 0), (0, cp, -sp), (0, sp, cp)))
    about_z = np.array(((cr, -sr, 0), (sr, cr, 0), (0, 0, 1)))
    return about_y @ about_x @ about_z


def homography(anchor, centre, scale, angles, focal):
    """Artwork pixels -> scene pixels; `anchor` (artwork) lands on `centre` (scene), `focal` in scene pixels."""
    turn = rotation(*angles) * scale
    plane = np.column_stack((turn[:, 0], turn[:, 1], -turn[:, :2] @ np.asarray(anchor) + (0, 0, focal)))
    camera = np.array(((focal, 0, centre[0]), (0, focal, centre[1]), (0, 0, 1.0)))
    return camera @ plane


class Bend:
    """A surface bent about its vertical or horizontal middle line: a cylinder's foreshortening plus a bow."""

    def __init__(self, size, anchor, arc, bow, vertical):
        self.size, self.anchor, self.arc, self.bow, self.vertical = size, anchor, arc, bow, vertical

    def forward(self, points):
        """Artwork pixels -> bent artwork pixels."""
        u, v, length = self._split(points)
        u = np.sin(np.clip(u * self.arc, -1.5, 1.5)) / self.arc
        return self._join(u, v + self.bow * u * u, length)

    def inverse(self, points):
        u, v, length = self._split(points)
        v = v - self.bow * u * u
        sine = u * self.arc
        u = np.where(np.abs(sine) < 0.985, np.arcsin(np.clip(sine, -0.985, 0.985)) / self.arc, 9.0)
        return self._join(u, v, length)

    def _split(self, points):
        length = self.size[1] if self.vertical else self.size[0]
        relative = (points - self.anchor) / length
        return (relative[..., 1], relative[..., 0], length) if self.vertical else (relative[..., 0], relative[..., 1], length)

    def _join(self, u, v, length):
        return np.stack((v, u) if self.vertical else (u, v), -1) * length + self.anchor


def project(points, matrix):
    points = np.asarray(points, np.float64) @ matrix[:, :2].T + matrix[:, 2]
    return points[..., :2] / np.maximum(points[..., 2:], 1e-6)


def outline(box, count=9):
    """Points along the border of a box, enough that bent edges keep their extremes."""
    x1, y1, x2, y2 = box
    t = np.linspace(0, 1, count)
    one = np.ones(count)
    xs = np.concatenate((x1 + (x2 - x1) * t, x1 + (x2 - x1) * t, x1 * one, x2 * one))
    ys = np.concatenate((y1 * one, y2 * one, y1 + (y2 - y1) * t, y1 + (y2 - y1) * t))
    return np.stack((xs, ys), 1)


@dataclass(frozen=True)
class Pose:
    """How artwork lies in the scene: `matrix` as `homography` makes it, `bend` before it, `creases` after it."""
    matrix: np.ndarray
    bend: Bend = None
    creases: Creases = None

    def forward(self, points):
        """Artwork pixels -> scene pixels."""
        points = project(self.bend.forward(points) if self.bend else points, self.matrix)
        return self.creases.forward(points) if self.creases else points

    def inverse(self, points):
        points = self.creases.inverse(points) if self.creases else points
        points = project(points, np.linalg.inv(self.matrix))
        return self.bend.inverse(points) if self.bend else points


def code_boxes(art, pose):
    """(class, x1, y1, x2, y2) of each code in scene pixels."""
    boxes = []
    for kind, *box in art.codes:
        points = pose.forward(outline(box))
        boxes.append((kind, *points.min(0), *points.max(0)))
    return boxes


def paste(scene, art, pose):
    """Draws the artwork into the scene (BGR uint8) in place; returns the covered area as x1,y1,x2,y2 or None."""
    height, width = scene.shape[:2]
    corners = pose.forward(outline((0, 0, *art.size)))
    x1, y1 = np.maximum(np.floor(corners.min(0)), 0).astype(int)
    x2, y2 = np.minimum(np.ceil(corners.max(0)), (width, height)).astype(int)
    if x2 - x1 < 2 or y2 - y1 < 2:
        return None
    pixels, alpha, factor = _prefilter(art, pose.matrix)
    shift = np.array(((1, 0, -x1), (0, 1, -y1), (0, 0, 1.0)))
    size = int(x2 - x1), int(y2 - y1)
    if pose.bend is None and pose.creases is None:
        to_region = shift @ pose.matrix @ np.diag((1 / factor, 1 / factor, 1))
        pixels = cv2.warpPerspective(pixels, to_region, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.warpPerspective(alpha, to_region, size, flags=cv2.INTER_LINEAR)
    else:
        grid = np.stack(np.meshgrid(np.arange(x1, x2), np.arange(y1, y2)), -1)
        source = (pose.inverse(grid) * factor).astype(np.float32)
        pixels = cv2.remap(pixels, source, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.remap(alpha, source, None, cv2.INTER_LINEAR)
        if pose.creases:
            pixels = np.clip(pixels * pose.creases.shade(grid)[..., None], 0, 255)
    region = scene[y1:y2, x1:x2]
    weight = alpha[..., None].astype(np.float32) / 255
    region[:] = (region + (pixels - region.astype(np.float32)) * weight).astype(np.uint8)
    return x1, y1, x2, y2


def _prefilter(art, matrix):
    """Shrinks the artwork to about the scale it is drawn at, so that sampling it does not alias."""
    width, height = art.size
    corners = project(((0, 0), (width, 0), (width, height), (0, height)), matrix)
    drawn = abs(cv2.contourArea(corners.astype(np.float32)))
    factor = min(1.0, np.sqrt(drawn / (width * height)) * 1.25)
    if factor > 0.8:
        return art.pixels, art.alpha, 1.0
    size = max(2, round(width * factor)), max(2, round(height * factor))
    return (cv2.resize(art.pixels, size, interpolation=cv2.INTER_AREA),
            cv2.resize(art.alpha, size, interpolation=cv2.INTER_AREA), factor)
