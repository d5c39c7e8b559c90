#pragma once

#include <cstdint>
#include <span>

#include "geo/geometry.hpp"
#include "geo/tile/tile_clip.hpp"

namespace geo {

/// What a tile shows of a feature: the points drawn at its zoom, clipped to the tile and its
/// buffer, rounded to the zoom's decimals. Holes and parts smaller than a pixel are left out; when
/// that leaves nothing, the largest of those parts is drawn as the pixel it lies in, and so is what
/// is longer but too narrow for the decimals. `box` is the feature's bounding_box(), `zooms` are
/// the layer's vertex_zooms(), one for each point of feature.arrays. Replaces `out`, which ends up
/// empty when the feature is not in the tile. The feature must be valid and right-handed; borders
/// that neighbours share come out the same in each of them.
void tile_geometry(GeometryView feature, const Box& box, std::span<const std::uint8_t> zooms,
                   const TileWindow& window, Geometry& scratch, Geometry& out);

/// The pixel of the window's detail in which something lies, as a square or, for a line, its
/// diagonal. Replaces `out`.
void pixel_geometry(const Tiny& tiny, const TileWindow& window, Geometry& out);

} // namespace geo
