#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "geo/geometry.hpp"
#include "geo/tile/tile.hpp"

namespace geo {

/// A tile with what is computed once for all its features.
struct TileWindow {
  explicit TileWindow(TileId id);

  TileId tile;
  Box box;      ///< the tile itself
  Box reach;    ///< with tile_buffer_px around it
  int detail_z; ///< whose pixels and points are drawn: the tile's zoom, or a coarser one
};

/// Whether a box is narrower than a pixel in both directions.
bool is_smaller_than_a_pixel(const Box& box, int z);

/// The lowest zoom at which a box is a pixel wide or high; never_a_pixel for a point.
std::uint8_t pixel_zoom(const Box& box);
constexpr std::uint8_t never_a_pixel = 255;

/// What is drawn of a feature at the window's zoom, clipped to its reach. Rings smaller than a
/// pixel are left out. `box` is the feature's bounding_box(), `zooms` are the layer's
/// vertex_zooms(), one for each point of feature.arrays. Replaces `out`.
void clip_feature(GeometryView feature, const Box& box, std::span<const std::uint8_t> zooms,
                  const TileWindow& window, Geometry& out);

/// A line or polygon that a zoom cannot show.
struct Tiny {
  Box extent;
  PartType type = PartType::polygon;
};

/// What a pixel stands for when nothing of `feature` was left by clip_feature() and rounding.
std::optional<Tiny> stand_in(GeometryView feature, const Geometry& clipped,
                             const TileWindow& window);

/// The pixel of a zoom's grid that holds the middle of a box: its place in the world, in pixels.
struct PixelXY {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
};
PixelXY pixel_around(const Box& box, int z);

} // namespace geo
