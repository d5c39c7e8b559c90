#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "geo/tile/tile.hpp"
#include "layers/features/layer.hpp"

namespace layers {

/// The tiles in which layers may show something, in the order of geo::tile_number(): those that,
/// with their buffer, touch the box of a feature of a layer shown at their zoom. Holds no list: a
/// step goes down from the whole world and passes over what is empty.
class TileWalk {
public:
  /// Walks the tiles that touch `area` at the zooms `min_zoom` to `max_zoom` and whose number is
  /// `from` or more.
  TileWalk(LayerList layers, geo::Box area, int min_zoom, int max_zoom, std::uint64_t from = 0);

  /// nullopt: there are no more.
  std::optional<geo::TileId> next();

private:
  bool start_next_zoom();
  bool is_passed_over(geo::TileId tile) const;
  bool may_show(geo::TileId tile) const;

  LayerList m_layers;
  geo::Box m_area;
  int m_zoom; ///< whose tiles are given now
  int m_max_zoom;
  std::uint64_t m_from;
  LayerList m_shown;               ///< at m_zoom
  std::vector<geo::TileId> m_open; ///< to be looked at, the next one last
};

} // namespace layers
