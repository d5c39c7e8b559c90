#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "geo/geometry.hpp"
#include "geo/tile/tile_clip.hpp"
#include "layers/features/layer.hpp"
#include "layers/tiles/tile_choice.hpp"

namespace layers {

/// The features of one layer in a GeoJSON tile, see build_tile(). One thread.
class GeojsonLayerWriter {
public:
  GeojsonLayerWriter(const Layer& layer, geo::TileId tile);

  void add(const Drawn& drawn);
  std::size_t bytes() const { return m_text.size(); }
  /// Features with commas between; empty when there is none.
  std::string take() { return std::move(m_text); }

private:
  void append_class(std::size_t feature);
  void append_attributes(const Drawn& drawn);
  void set_geometry(const Drawn& drawn);

  const FeatureSet& m_features;
  geo::TileWindow m_window;
  int m_decimals;
  std::optional<std::uint32_t> m_class; ///< the attribute that tells the class
  std::string m_head;
  geo::Geometry m_scratch;
  geo::Geometry m_geometry;
  std::string m_text;
};

} // namespace layers
