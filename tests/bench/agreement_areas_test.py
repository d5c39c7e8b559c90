"""Which places lie inside areas, and how far from their borders."""

import unittest

from agreement_areas import METRES_OF_A_DEGREE, Border


def square(lon, lat, side):
    return [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]


class BorderTest(unittest.TestCase):
    def test_a_hole_is_outside(self):
        border = Border([{"type": "Polygon", "coordinates": [square(0, 0, 0.003), square(0.001, 0.001, 0.001)]}])
        self.assertTrue(border.has([0.0005, 0.0015]))
        self.assertFalse(border.has([0.0015, 0.0015]))
        self.assertTrue(border.has([0.0025, 0.0015]))
        self.assertFalse(border.has([0.0035, 0.0015]))

    def test_every_polygon_counts(self):
        border = Border([{"type": "MultiPolygon", "coordinates": [[square(0, 0, 0.001)], [square(0.002, 0, 0.001)]]},
                         {"type": "Polygon", "coordinates": [square(-0.002, -0.002, 0.001)]}])
        for place in [[0.0005, 0.0005], [0.0025, 0.0005], [-0.0015, -0.0015]]:
            self.assertTrue(border.has(place))
        for place in [[0.0015, 0.0005], [-0.0015, 0.0005], [0.0005, 5]]:
            self.assertFalse(border.has(place))

    def test_a_ray_through_a_corner_crosses_once(self):
        diamond = [[0, 0.001], [0.001, 0], [0.002, 0.001], [0.001, 0.002], [0, 0.001]]
        border = Border([{"type": "Polygon", "coordinates": [diamond]}])
        self.assertTrue(border.has([0.001, 0.001]))
        self.assertFalse(border.has([-0.001, 0.001]))
        self.assertFalse(border.has([-0.001, 0.002]))

    def test_the_distance_is_to_the_edge_or_its_end(self):
        border = Border([{"type": "Polygon", "coordinates": [square(0, 0, 0.001)]}])
        self.assertAlmostEqual(border.distance_m([0.0005, 0.0002]), 0.0002 * METRES_OF_A_DEGREE, 3)
        self.assertAlmostEqual(border.distance_m([-0.0003, -0.0004]), 0.0005 * METRES_OF_A_DEGREE, 3)


if __name__ == "__main__":
    unittest.main()
