#include "layers/tiles/tile_merging.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "geo/tile/tile_clip.hpp"

namespace layers {

namespace {

/// The pixels of a tile and its buffer, 2^coarser of its own wide, with the first thing in each.
class PixelGrid {
public:
  PixelGrid(geo::TileId tile, int coarser)
      : m_tile(tile), m_zoom(tile.z - coarser), m_pixels(geo::tile_size_px >> coarser),
        m_margin((geo::tile_buffer_px >> coarser) + 1), m_side(m_pixels + 2 * m_margin) {}

  /// Of the pixel that holds the middle of a box; null: there is none yet. `kind` separates what
  /// must not be merged.
  Drawn*& first(const geo::Box& box, std::size_t kind) {
    if (kind >= m_firsts.size())
      m_firsts.resize(kind + 1);
    if (m_firsts[kind].empty())
      m_firsts[kind].resize(static_cast<std::size_t>(m_side * m_side));
    const auto at = geo::pixel_around(box, m_zoom);
    return m_firsts[kind][static_cast<std::size_t>(place(at.y, m_tile.y) * m_side +
                                                   place(at.x, m_tile.x))];
  }

private:
  std::int64_t place(std::int64_t in_world, std::int64_t number) const {
    return std::clamp(in_world - number * m_pixels + m_margin, std::int64_t{0}, m_side - 1);
  }

  geo::TileId m_tile;
  int m_zoom;
  std::int64_t m_pixels;
  std::int64_t m_margin;
  std::int64_t m_side;
  std::vector<std::vector<Drawn*>> m_firsts; ///< by kind and pixel
};

bool is_smaller_than_a_pixel(const Drawn& drawn, const FeatureSet& features, int z) {
  const auto from = features.feature_zooms[drawn.item];
  return z >= 0 ? z < from : from > 0 || geo::is_smaller_than_a_pixel(box_of(drawn, features), z);
}

} // namespace

bool is_area(const Drawn& drawn, const FeatureSet& features) {
  return drawn.as != Drawn::As::cluster &&
         features.feature(drawn.item).part(0).type() == geo::PartType::polygon;
}

void share_pixels(std::vector<Drawn>& drawn, const FeatureSet& features, geo::TileId tile,
                  ClassFilter& filter, int coarser,
                  const std::function<bool(const Drawn&)>& is_small) {
  constexpr std::size_t types = 3;
  PixelGrid pixels(tile, coarser);
  for (auto& candidate : drawn) {
    if (!is_small(candidate))
      continue;
    const auto type = static_cast<std::size_t>(features.feature(candidate.item).part(0).type());
    auto& first =
        pixels.first(box_of(candidate, features), types * filter.class_of(candidate.item) + type);
    if (first == nullptr)
      first = &candidate;
    else
      first->count += std::exchange(candidate.count, 0);
  }
  std::erase_if(drawn, [](const Drawn& d) { return d.count == 0; });
}

void coarsen(std::vector<Drawn>& drawn, const Layer& layer, geo::TileId tile, Coarseness to) {
  const auto& features = *layer.features;
  const int coarser = std::max(0, to - coarseness::merged);
  for (auto& d : drawn) {
    if (is_area(d, features)) {
      d.coarser = static_cast<std::uint8_t>(coarser);
      if (is_smaller_than_a_pixel(d, features, tile.z - coarser))
        d.as = Drawn::As::pixel;
    }
    d.has_class_only = d.as == Drawn::As::pixel;
  }
  if (to < coarseness::merged)
    return;
  ClassFilter filter(layer, tile.z);
  share_pixels(drawn, features, tile, filter, coarser,
               [&](const Drawn& d) { return d.as == Drawn::As::pixel && is_area(d, features); });
}

} // namespace layers
