#pragma once

#include <cstdint>
#include <span>

#include "geo/geometry.hpp"
#include "geo/mvt.hpp"
#include "geo/tile.hpp"

namespace geo {

/// Whether a box is narrower than a pixel in both directions.
bool is_smaller_than_a_pixel(const Box& box, int z);

/// What a tile shows of a feature: the points drawn at its zoom, clipped to the tile and its
/// buffer, rounded to the zoom's decimals. Holes and parts smaller than a pixel are left out; when
/// that leaves nothing, the largest of those parts is drawn as the pixel it lies in, and so is what
/// is longer but too narrow for the decimals. `zooms` are the layer's vertex_zooms(), one for each
/// point of feature.arrays. Replaces `out`, which ends up empty when the feature is not in the
/// tile. The feature must be valid and right-handed; borders that neighbours share come out the
/// same in each of them.
void tile_geometry(GeometryView feature, std::span<const std::uint8_t> zooms, TileId tile,
                   Geometry& out);

/// What a vector tile shows of a feature; a part that nothing has is empty.
struct MvtParts {
  MvtGeometry points;
  MvtGeometry lines;
  MvtGeometry polygons;
};

/// The same in units of the tile, with rings as vector tiles want them. Replaces `out`.
void tile_geometry(GeometryView feature, std::span<const std::uint8_t> zooms, TileId tile,
                   MvtParts& out);

} // namespace geo
