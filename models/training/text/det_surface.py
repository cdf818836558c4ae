"""Puts flat sheets into a scene: waves, arcs, tilt with perspective, and where the lines end up."""
import cv2
import numpy as np


def homography(anchor, centre, scale, angles, focal):
    """Sheet pixels -> scene pixels; `anchor` (sheet) lands on `centre` (scene); angles yaw, pitch, roll in radians."""
    cy, cp, cr = np.cos(angles)
    sy, sp, sr = np.sin(angles)
    turn = np.array(((cy, 0, sy), (0, 1, 0), (-sy, 0, cy))) @ np.array(((1, 0, 0), (0, cp, -sp), (0, sp, cp))) @ np.array(((cr, -sr, 0), (sr, cr, 0), (0, 0, 1)))
    turn = turn * scale
    plane = np.column_stack((turn[:, 0], turn[:, 1], -turn[:, :2] @ np.asarray(anchor) + (0, 0, focal)))
    return np.array(((focal, 0, centre[0]), (0, focal, centre[1]), (0, 0, 1.0))) @ plane


def project(points, matrix):
    points = np.asarray(points, np.float64) @ matrix[:, :2].T + matrix[:, 2]
    return points[..., :2] / np.maximum(points[..., 2:], 1e-6)


class Wave:
    """Paper that is not flat: each column moves up or down by a sum of sines, then each row sideways."""

    def __init__(self, size, strength, rng):
        length = max(size)
        self.rows = [(length * strength * rng.normal(0, 0.5), rng.uniform(0.4, 1.6) * 2 * np.pi / length, rng.uniform(0, 6.3)) for _ in range(2)]
        self.columns = [(length * strength * rng.normal(0, 0.2), rng.uniform(0.4, 1.6) * 2 * np.pi / length, rng.uniform(0, 6.3))]

    @staticmethod
    def _sum(terms, at):
        return sum(a * np.sin(w * at + p) for a, w, p in terms)

    def forward(self, points):
        x, y = points[..., 0], points[..., 1]
        y = y + self._sum(self.rows, x)
        return np.stack((x + self._sum(self.columns, y), y), -1)

    def inverse(self, points):
        x, y = points[..., 0], points[..., 1]
        x = x - self._sum(self.columns, y)
        return np.stack((x, y - self._sum(self.rows, x)), -1)

    def slope(self, width):
        """How steep the paper is at each column; light falls accordingly."""
        x = np.arange(width)
        return sum(a * w * np.cos(w * x + p) for a, w, p in self.rows)


class Arc:
    """The sheet's middle row lies on a circle, as on round badges; `up`: the middle is highest."""

    def __init__(self, size, angle, up):
        self.middle = np.array(size) / 2
        self.radius = size[0] / angle
        self.sign = 1 if up else -1

    def forward(self, points):
        x, y = points[..., 0] - self.middle[0], points[..., 1] - self.middle[1]
        reach, theta = self.radius - self.sign * y, x / self.radius
        return np.stack((reach * np.sin(theta), self.sign * (self.radius - reach * np.cos(theta))), -1) + self.middle

    def inverse(self, points):
        x, y = points[..., 0] - self.middle[0], points[..., 1] - self.middle[1]
        down = self.radius - self.sign * y
        reach, theta = np.hypot(x, down), np.arctan2(x, down)
        return np.stack((theta * self.radius, self.sign * (self.radius - reach)), -1) + self.middle


def paste(scene, sheet, matrix, bend=None):
    """Draws the sheet into the scene in place. -> its lines in scene pixels, [n, 2, 2, POINTS, 2]."""
    height, width = scene.shape[:2]
    w, h = sheet.size
    t = np.linspace(0, 1, 9)
    rim = np.concatenate([np.stack(p, 1) for p in ((t * w, 0 * t), (t * w, 0 * t + h), (0 * t, t * h), (0 * t + w, t * h))])
    rim = project(bend.forward(rim) if bend else rim, matrix)
    x1, y1 = np.maximum(np.floor(rim.min(0)), 0).astype(int)
    x2, y2 = np.minimum(np.ceil(rim.max(0)), (width, height)).astype(int)
    lines = np.array(sheet.lines).reshape(-1, 2, 2, 9, 2)
    if x2 - x1 < 2 or y2 - y1 < 2:
        return lines[:0]
    factor = min(1.0, np.sqrt(abs(cv2.contourArea(rim[[0, 8, 17, 9]].astype(np.float32))) / (w * h)) * 1.1)
    pixels, alpha = sheet.pixels, sheet.alpha
    if factor < 0.85:  # so that sampling does not alias
        small = max(2, round(w * factor)), max(2, round(h * factor))
        pixels, alpha = cv2.resize(pixels, small, interpolation=cv2.INTER_AREA), cv2.resize(alpha, small, interpolation=cv2.INTER_AREA)
    else:
        factor = 1.0
    if bend is None:
        to_region = np.array(((1, 0, -x1), (0, 1, -y1), (0, 0, 1.0))) @ matrix @ np.diag((1 / factor, 1 / factor, 1))
        size = int(x2 - x1), int(y2 - y1)
        pixels = cv2.warpPerspective(pixels, to_region, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.warpPerspective(alpha, to_region, size, flags=cv2.INTER_LINEAR)
    else:
        grid = np.stack(np.meshgrid(np.arange(x1, x2), np.arange(y1, y2)), -1)
        source = (bend.inverse(project(grid, np.linalg.inv(matrix))) * factor).astype(np.float32)
        pixels = cv2.remap(pixels, source, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.remap(alpha, source, None, cv2.INTER_LINEAR)
    region = scene[y1:y2, x1:x2]
    weight = alpha[..., None].astype(np.float32) / 255
    region[:] = (region + (pixels - region.astype(np.float32)) * weight).astype(np.uint8)
    return project(bend.forward(lines) if bend else lines, matrix)
