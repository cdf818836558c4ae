"""Crumpled paper and film: straight creases, between which the surface is flat, tilted and lit a little differently."""
import numpy as np


class Creases:
    """Works in scene pixels. Points move by a continuous, piecewise linear field, so that codes stay in one piece."""

    def __init__(self, origins, normals, shifts, shades, ridge):
        self.origins, self.normals, self.shifts, self.shades, self.ridge = origins, normals, shifts, shades, ridge

    @classmethod
    def random(cls, centre, reach, rng):
        """One to seven creases across the surroundings `reach` pixels wide of `centre`."""
        count = int(rng.integers(1, 8))
        origins = centre + rng.uniform(-0.6, 0.6, (count, 2)) * reach
        angles = rng.uniform(0, 2 * np.pi, count)
        strength = rng.uniform(0.01, 0.16) / np.sqrt(count)
        shifts = rng.normal(0, 1, (count, 2)) * strength
        return cls(origins, np.stack((np.cos(angles), np.sin(angles)), 1), shifts,
                   rng.normal(0, rng.uniform(0.03, 0.15), count), rng.uniform(0, 0.25))

    def forward(self, points):
        return points + self._field(points)

    def inverse(self, points):
        guess = points - self._field(points)
        return points - self._field(guess)

    def _distances(self, points):
        """Signed distance from each crease in turn."""
        for origin, normal in zip(self.origins, self.normals):
            yield (points - origin) @ normal

    def _field(self, points):
        return sum(np.maximum(d, 0)[..., None] * shift for d, shift in zip(self._distances(points), self.shifts))

    def shade(self, points):
        """Brightness factor: one level a facet, and a bright or dark line along each crease."""
        factor = 1.0
        for distance, shade in zip(self._distances(points), self.shades):
            factor = factor + shade * np.tanh(distance / 2) + np.sign(shade) * self.ridge * np.exp(-(distance / 1.5) ** 2)
        return np.clip(factor, 0.35, 1.6)
