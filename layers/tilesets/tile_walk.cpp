#include "layers/tilesets/tile_walk.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "geo/hilbert.hpp"

namespace layers {

TileWalk::TileWalk(LayerList layers, geo::Box area, int min_zoom, int max_zoom, std::uint64_t from)
    : m_layers(std::move(layers)), m_area(area), m_zoom(min_zoom - 1), m_max_zoom(max_zoom),
      m_from(from) {}

std::optional<geo::TileId> TileWalk::next() {
  while (!m_open.empty() || start_next_zoom()) {
    const auto tile = m_open.back();
    m_open.pop_back();
    if (is_passed_over(tile) || !may_show(tile))
      continue;
    if (tile.z == m_zoom)
      return tile;
    const auto first_child = 4 * geo::hilbert_number(tile.z, {tile.x, tile.y});
    for (const std::uint64_t child : {3U, 2U, 1U, 0U}) {
      const auto cell = geo::hilbert_cell(tile.z + 1, first_child + child);
      m_open.push_back({tile.z + 1, cell.x, cell.y});
    }
  }
  return std::nullopt;
}

bool TileWalk::start_next_zoom() {
  if (m_zoom == m_max_zoom)
    return false;
  ++m_zoom;
  m_shown.clear();
  std::ranges::copy_if(m_layers, std::back_inserter(m_shown), [&](const auto& layer) {
    return layer->config.min_zoom <= m_zoom && m_zoom <= layer->config.max_zoom;
  });
  m_open.push_back({0, 0, 0});
  return true;
}

/// Whether the last of its tiles at m_zoom lies before m_from.
bool TileWalk::is_passed_over(geo::TileId tile) const {
  const auto levels = static_cast<unsigned>(m_zoom - tile.z);
  const auto along = geo::hilbert_number(tile.z, {tile.x, tile.y});
  const auto last = ((along + 1) << (2 * levels)) - 1;
  return geo::tile_number({m_zoom, 0, 0}) + last < m_from;
}

bool TileWalk::may_show(geo::TileId tile) const {
  if (!geo::bounds(tile).intersects(m_area))
    return false;
  const auto box = geo::bounds(tile, geo::tile_buffer_px);
  return std::ranges::any_of(m_shown,
                             [&](const auto& layer) { return layer->features->index.any(box); });
}

} // namespace layers
