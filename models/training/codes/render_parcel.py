"""Renders samples/images/parcel.jpg: a labelled cardboard parcel on a conveyor belt. Nothing in it was photographed.

A pinhole camera looks at an axis-aligned world in centimetres (x right, y away, z up). The ground is shaded per pixel,
the parcel's three visible sides are flat textures mapped by homographies, and everything is drawn at twice the
final size and reduced at the end.

    python3 models/training/codes/render_parcel.py [OUTPUT]
"""
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import parcel_label
from settings import MODELS, SEED

WIDTH, HEIGHT, OVERSAMPLING = 1280, 960, 2
OUTPUT = MODELS.parent / "samples" / "images" / "parcel.jpg"

BOX = np.array((27.0, 20.0, 11.0))
BOX_TURN = np.radians(-9)
TEXELS = 64  # per centimetre
LABEL_SCALE = 1.22
LIGHT = np.array((-0.55, -0.18, 0.82))
CARDBOARD = np.array((0.69, 0.515, 0.345))  # linear-ish RGB reflectance


class Camera:
    def __init__(self, eye, target, focal):
        forward = np.subtract(target, eye)
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, (0, 0, 1))
        right /= np.linalg.norm(right)
        self.axes = np.stack((right, np.cross(forward, right), forward))
        self.eye = np.asarray(eye, float)
        size = WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING
        self.intrinsics = np.array(((focal * size[0], 0, size[0] / 2), (0, focal * size[0], size[1] / 2), (0, 0, 1)))
        self.size = size

    def project(self, points):
        pixels = (np.asarray(points) - self.eye) @ self.axes.T @ self.intrinsics.T
        return pixels[..., :2] / pixels[..., 2:]

    def ground(self):
        """World x and y where each pixel's ray meets z = 0."""
        u, v = np.meshgrid(np.arange(self.size[0]) + 0.5, np.arange(self.size[1]) + 0.5)
        rays = np.stack((u, v, np.ones_like(u)), -1) @ np.linalg.inv(self.intrinsics).T @ self.axes
        reach = -self.eye[2] / np.minimum(rays[..., 2], -1e-3)
        hit = self.eye + rays * reach[..., None]
        return hit[..., 0].astype(np.float32), hit[..., 1].astype(np.float32)


def noise_tile(rng, size=1024, octaves=7, falloff=0.6):
    """Seamless fractal noise, mean 0, deviation 1."""
    tile = np.zeros((size, size), np.float32)
    for octave in range(octaves):
        cells = 4 << octave
        grid = np.pad(rng.normal(0, 1, (cells, cells)).astype(np.float32), 2, mode="wrap")
        scale = size // cells
        big = cv2.resize(grid, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        tile += big[2 * scale:-2 * scale, 2 * scale:-2 * scale] * falloff ** octave
    return (tile - tile.mean()) / tile.std()


def sample(tile, x, y):
    size = tile.shape[0]
    return cv2.remap(tile, np.mod(x, size).astype(np.float32), np.mod(y, size).astype(np.float32), cv2.INTER_LINEAR,
                     borderMode=cv2.BORDER_WRAP)


def smooth(edge0, edge1, x):
    t = np.clip((x - edge0) / (edge1 - edge0), 0, 1)
    return t * t * (3 - 2 * t)


# ---- the ground: belt, rails, floor ---------------------------------------------------------------------------

def ground(camera, rng):
    """Linear RGB [H,W,3] of the conveyor and the floor behind it, and how far away (world y) each pixel is."""
    x, y = camera.ground()
    coarse, fine = noise_tile(rng), noise_tile(rng, octaves=8, falloff=0.85)
    grain = sample(fine, x * 30, y * 30)
    patches = sample(coarse, x * 9, y * 9)

    belt = 0.044 + 0.005 * grain + 0.005 * patches
    belt = belt * (1 - 0.10 * smooth(0.35, 0.0, np.abs(np.mod(y, 1.6) - 0.8)))  # fine ribs along the belt
    belt = belt[..., None] * np.array((0.92, 1.0, 1.04))
    scuffs = smooth(1.1, 2.4, sample(coarse, x * 2.2 + 300, y * 26))
    belt = belt + (scuffs * 0.018)[..., None]

    edge = 27.0  # the belt's far border
    brushed = sample(fine, x * 2.0, y * 120)
    metal = 0.22 + 0.025 * brushed + 0.16 * np.exp(-((y - edge - 2.2) / 0.9) ** 2)
    metal = metal[..., None] * np.array((0.95, 0.99, 1.04))
    bolt = np.hypot(np.mod(x, 14) - 7, (y - edge - 4.4))
    metal = metal * (1 - 0.55 * smooth(0.75, 0.55, bolt) + 0.4 * smooth(0.5, 0.3, bolt))[..., None]

    concrete = 0.30 + 0.018 * sample(coarse, x * 5, y * 5) + 0.015 * sample(fine, x * 12, y * 12)
    concrete = concrete[..., None] * np.array((1.0, 0.98, 0.94))
    stripe = smooth(41, 41.5, y) * smooth(47.5, 47, y)
    worn = np.clip(0.9 + 0.14 * sample(coarse, x * 6 + 77, y * 6), 0, 1) * stripe
    concrete = concrete * (1 - worn[..., None]) + np.array((0.78, 0.55, 0.09)) * worn[..., None]

    colour = belt
    on_rail = smooth(edge, edge + 0.15, y)[..., None]
    colour = colour * (1 - on_rail) + metal * on_rail
    beyond = smooth(edge + 7.0, edge + 7.15, y)[..., None]
    colour = colour * (1 - beyond) + concrete * beyond
    # the rail's shadow on the belt, and on the floor far below it
    on_belt = smooth(edge - 2.2, edge, y) * smooth(edge + 0.3, edge, y)
    on_floor = smooth(edge + 7, edge + 7.4, y) * smooth(edge + 22, edge + 7.4, y)
    colour = colour * (1 - 0.55 * on_belt - 0.6 * on_floor)[..., None]
    pool = np.exp(-(((x + 6) / 75) ** 2 + ((y - 6) / 62) ** 2))  # a lamp above the belt
    colour = colour * (0.34 + 0.80 * pool)[..., None]
    return colour.astype(np.float32), y


# ---- the parcel -------------------------------------------------------------------------------------------------

def cardboard(size_cm, rng, flutes_along_x):
    width, height = (round(s * TEXELS) for s in size_cm)
    u, v = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    coarse, fine = noise_tile(rng), noise_tile(rng, octaves=8, falloff=0.9)
    fibres = sample(fine, u * 0.22, v * 0.9) if flutes_along_x else sample(fine, u * 0.9, v * 0.22)
    flutes = np.sin((v if flutes_along_x else u) / TEXELS * 2 * np.pi / 0.72)
    value = 1 + 0.030 * fibres + 0.028 * sample(coarse, u * 0.18, v * 0.18) + 0.010 * flutes
    specks = smooth(2.3, 3.0, sample(fine, u * 0.55 + 100, v * 0.55))
    value = value * (1 - 0.16 * specks)
    border = np.minimum.reduce((u, v, width - 1 - u, height - 1 - v)) / TEXELS
    ragged = border + 0.05 * sample(fine, u * 0.5, v * 0.5)
    value = value * (1 + 0.10 * smooth(0.30, 0.05, ragged))  # worn, lighter edges
    return CARDBOARD * value[..., None]


def lay_tape(face, x1, y1, x2, y2, rng):
    """Brown packing tape: darker, smoother, with streaks of sheen and a few bubbles."""
    a, b, c, d = (round(v * TEXELS) for v in (x1, y1, x2, y2))
    region = face[b:d, a:c]
    height, width = region.shape[:2]
    u, v = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    tile = noise_tile(rng)
    streaks = sample(tile, u * 0.05, v * 1.2)
    wrinkles = smooth(1.5, 2.4, sample(tile, u * 0.5 + 50, v * 0.12 + 9))
    region *= np.array((0.80, 0.70, 0.56)) * (1 + 0.03 * streaks + 0.16 * wrinkles)[..., None]
    sheen = np.exp(-((v / height - 0.34 + 0.02 * streaks) / 0.16) ** 2) * (0.75 + 0.25 * np.sin(u / width * 5 + 1))
    region += (0.11 * sheen)[..., None]
    for edge in (0, height - 1):
        region[max(0, edge - 1):edge + 2] *= 0.82


def stick_label(face, centre, degrees, rng):
    """The printed label with a thin shadow at its border and a slight sheen across it."""
    label = parcel_label.draw(TEXELS * LABEL_SCALE)
    height, width = label.shape
    tile = noise_tile(rng)
    u, v = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    paper = (0.022 + 0.86 * label ** 2.2) * (1 + 0.012 * sample(tile, u * 0.3, v * 0.3))
    paper = paper + 0.035 * smooth(0.75, 0.1, np.abs(u / width * 0.8 + v / height - 0.8))
    paper = paper[..., None] * np.array((1.0, 0.99, 0.965))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    turn[:, 2] += np.array(centre) * TEXELS - (width / 2, height / 2)
    size = face.shape[1], face.shape[0]
    cover = cv2.warpAffine(np.ones((height, width), np.float32), turn, size, flags=cv2.INTER_LINEAR)
    drawn = cv2.warpAffine(paper.astype(np.float32), turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shadow = cv2.GaussianBlur(np.roll(cover, (9, 9), (0, 1)), (0, 0), 7)
    face *= (1 - 0.45 * shadow * (1 - cover))[..., None]
    face[:] = face * (1 - cover[..., None]) + drawn * cover[..., None]


def stamp_marks(face):
    """Handling marks in dark ink: two arrows over a bar, a glass, and a line of lettering."""
    height, width = face.shape[:2]
    sheet = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(sheet)

    def polygon(points, fill=255):
        pen.polygon([(round(x * TEXELS), round(y * TEXELS)) for x, y in points], fill=fill)

    for x in (2.2, 4.4):  # this way up
        polygon(((x, 2.2), (x + 0.95, 3.7), (x + 0.35, 3.7), (x + 0.35, 6.0),
                 (x - 0.35, 6.0), (x - 0.35, 3.7), (x - 0.95, 3.7)))
    polygon(((1.1, 6.5), (5.5, 6.5), (5.5, 6.9), (1.1, 6.9)))
    polygon(((7.2, 2.2), (9.6, 2.2), (9.25, 4.4), (8.65, 4.9), (8.65, 6.5), (9.4, 6.5), (9.4, 6.9),
             (7.4, 6.9), (7.4, 6.5), (8.15, 6.5), (8.15, 4.9), (7.55, 4.4)))  # fragile
    polygon(((8.3, 2.2), (8.65, 2.2), (8.35, 3.0), (8.75, 3.3), (8.3, 4.1), (8.45, 3.4), (8.05, 3.1)), fill=0)
    big, small = (ImageFont.truetype(parcel_label.BOLD, round(size * TEXELS)) for size in (1.15, 0.5))
    pen.text((round(11.4 * TEXELS), round(3.0 * TEXELS)), "HANDLE WITH CARE", 255, big)
    pen.text((round(11.45 * TEXELS), round(4.7 * TEXELS)), "CORRUGATED  ·  27 x 20 x 11 CM  ·  MAX 8 KG", 255, small)
    ink = np.asarray(sheet, np.float32)[..., None] / 255 * 0.86
    face[:] = face * (1 - ink) + np.array((0.035, 0.03, 0.028)) * ink


def top_face(rng):
    face = cardboard(BOX[:2], rng, True)
    middle = BOX[1] / 2
    seam = slice(round((middle - 0.05) * TEXELS), round((middle + 0.05) * TEXELS))
    face[seam] *= 0.25
    lay_tape(face, 0, middle - 2.5, BOX[0], middle + 2.5, rng)
    stick_label(face, (BOX[0] * 0.495, BOX[1] * 0.515), 6.5, rng)
    return face


def front_face(rng):
    face = cardboard(BOX[[0, 2]], rng, False)
    stamp_marks(face)
    return face


def right_face(rng):
    face = cardboard(BOX[[1, 2]], rng, False)
    lay_tape(face.transpose(1, 0, 2), 0, BOX[1] / 2 - 2.5, 5.2, BOX[1] / 2 + 2.5, rng)
    return face


def box_corners():
    """World corners [2,2,2,3] indexed by x, y, z ends."""
    turn = np.array(((np.cos(BOX_TURN), -np.sin(BOX_TURN)), (np.sin(BOX_TURN), np.cos(BOX_TURN))))
    grid = np.stack(np.meshgrid((-0.5, 0.5), (-0.5, 0.5), (0.0, 1.0), indexing="ij"), -1) * BOX
    grid[..., :2] = grid[..., :2] @ turn.T
    return grid


def draw_face(picture, camera, texture, corners, shade):
    """corners: world points of the texture's top left, top right, bottom right, bottom left."""
    height, width = texture.shape[:2]
    target = camera.project(corners).astype(np.float32)
    if cv2.contourArea(target, oriented=True) <= 0:
        return  # seen from behind
    scale = np.sqrt(cv2.contourArea(target) / (width * height))
    lit = (texture * shade(width, height)[..., None]).astype(np.float32)
    if scale < 0.9:
        lit = cv2.GaussianBlur(lit, (0, 0), 0.4 / scale)
    source = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    warped = cv2.warpPerspective(lit, matrix, camera.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = np.zeros(camera.size[::-1], np.uint8)
    cv2.fillConvexPoly(cover, np.round(target * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    weight = cover[..., None].astype(np.float32) / 255
    picture[:] = picture * (1 - weight) + warped * weight


def cast_shadow(picture, camera, corners):
    """A soft shadow along the light, and the dark line where the parcel touches the belt."""
    top = corners[:, :, 1].reshape(-1, 3)
    fallen = top - LIGHT / LIGHT[2] * top[:, 2:]
    base = corners[:, :, 0].reshape(-1, 3)
    hull = cv2.convexHull(camera.project(np.concatenate((fallen, base))).astype(np.float32))
    for sigma, strength in ((60, 0.42), (22, 0.36)):
        mask = np.zeros(camera.size[::-1], np.float32)
        cv2.fillConvexPoly(mask, np.round(hull).astype(np.int32), 1.0)
        picture *= (1 - strength * cv2.GaussianBlur(mask, (0, 0), sigma))[..., None]
    touch = np.zeros(camera.size[::-1], np.float32)
    outline = cv2.convexHull(camera.project(base).astype(np.float32))
    cv2.fillConvexPoly(touch, np.round(outline).astype(np.int32), 1.0)
    picture *= (1 - 0.8 * cv2.GaussianBlur(touch, (0, 0), 10))[..., None]


def ramp(start, end, vertical):
    def shade(width, height):
        line = np.linspace(start, end, height if vertical else width, dtype=np.float32)
        return np.repeat(line[:, None], width, 1) if vertical else np.repeat(line[None], height, 0)
    return shade


def develop(linear, rng):
    """Vignette, filmic curve, sensor noise and a touch of lens blur -> RGB uint8 at the final size."""
    small = cv2.resize(linear, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    y, x = np.mgrid[-1:1:HEIGHT * 1j, -1:1:WIDTH * 1j]
    small = small * (1 - 0.26 * (x * x + y * y * 0.7) / 1.7)[..., None]
    bloom = cv2.GaussianBlur(np.clip(small - 0.75, 0, None), (0, 0), 14)
    small = cv2.GaussianBlur(small + 0.25 * bloom, (0, 0), 0.65)
    small = small * np.array((1.03, 1.0, 0.955))  # warm lamp
    curve = np.clip(small * 1.2, 0, None)
    curve = curve * (1 + curve / 1.9) / (1 + curve * 0.72)
    encoded = np.clip(curve, 0, 1) ** (1 / 2.2) * 255
    grain = cv2.GaussianBlur(rng.normal(0, 1, small.shape).astype(np.float32), (0, 0), 0.6)
    return np.clip(encoded + grain * (4.2 - encoded / 110), 0, 255).astype(np.uint8)


def render():
    rng = np.random.default_rng(SEED)
    camera = Camera(eye=(9.0, -34.0, 47.0), target=(0.9, -0.9, 4.2), focal=1.27)
    picture, depth = ground(camera, rng)
    for limit, sigma in ((30, 2.0), (40, 4.0), (60, 7.0)):  # out of focus beyond the belt
        far = smooth(limit - 4, limit + 4, depth)[..., None]
        picture = picture * (1 - far) + cv2.GaussianBlur(picture, (0, 0), sigma) * far
    c = box_corners()
    cast_shadow(picture, camera, c)
    draw_face(picture, camera, front_face(rng), (c[0, 0, 1], c[1, 0, 1], c[1, 0, 0], c[0, 0, 0]), ramp(0.48, 0.26, True))
    draw_face(picture, camera, right_face(rng), (c[1, 0, 1], c[1, 1, 1], c[1, 1, 0], c[1, 0, 0]), ramp(0.24, 0.13, True))
    draw_face(picture, camera, top_face(rng), (c[0, 1, 1], c[1, 1, 1], c[1, 0, 1], c[0, 0, 1]), ramp(1.0, 0.80, False))
    return develop(picture, rng)


def main():
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = render()
    cv2.imwrite(str(path), picture[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, 88, cv2.IMWRITE_JPEG_OPTIMIZE, 1))
    print(f"{path}: {WIDTH}x{HEIGHT}, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
