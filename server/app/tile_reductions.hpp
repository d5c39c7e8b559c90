#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "layers/tiles/tile_builder.hpp"

namespace server {

/// What the byte budget did to the tiles made, so that it can be said. Any thread.
class TileReductions {
public:
  struct Sum {
    std::size_t tiles = 0;           ///< that do not show all as it is
    std::size_t features = 0;        ///< left out of them
    layers::Coarseness coarsest = 0; ///< of them
    bool operator==(const Sum&) const = default;
  };
  using Sums = std::array<Sum, geo::max_zoom + 1>; ///< by zoom

  /// `reductions`: of each layer of the request.
  void add(const layers::TileRequest& request, const std::vector<layers::Reduction>& reductions);
  /// The sums of the layer as it is: what was done to an earlier version is forgotten.
  Sums of(const layers::Layer& layer) const;

private:
  struct OfLayer {
    std::string key; ///< layers::content_key()
    Sums sums;
  };
  mutable std::mutex m_mutex;
  std::map<std::string, OfLayer> m_layers; ///< by id
};

} // namespace server
