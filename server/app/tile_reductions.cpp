#include "server/app/tile_reductions.hpp"

#include <algorithm>

namespace server {

void TileReductions::add(const layers::TileRequest& request,
                         const std::vector<layers::Reduction>& reductions) {
  for (std::size_t i = 0; i < reductions.size(); ++i) {
    const auto [coarseness, dropped] = reductions[i];
    if (coarseness == 0)
      continue;
    const auto& layer = *request.layers[i];
    auto key = layers::content_key(layer);
    const std::lock_guard lock(m_mutex);
    auto& known = m_layers[layer.config.id];
    if (known.key != key)
      known = {std::move(key), {}};
    auto& sum = known.sums.at(static_cast<std::size_t>(request.tile.z));
    ++sum.tiles;
    sum.features += dropped;
    sum.coarsest = std::max(sum.coarsest, coarseness);
  }
}

TileReductions::Sums TileReductions::of(const layers::Layer& layer) const {
  const std::lock_guard lock(m_mutex);
  const auto known = m_layers.find(layer.config.id);
  return known != m_layers.end() && known->second.key == layers::content_key(layer)
             ? known->second.sums
             : Sums{};
}

} // namespace server
