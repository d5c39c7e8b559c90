#include "layers/tiles/geojson_layer_writer.hpp"

#include <fmt/format.h>

#include "geo/geojson.hpp"
#include "geo/tile/tile_geometry.hpp"

namespace layers {

GeojsonLayerWriter::GeojsonLayerWriter(const Layer& layer, geo::TileId tile)
    : m_features(*layer.features), m_window(tile), m_decimals(geo::decimals(tile.z)),
      m_head(fmt::format(R"({{"type":"Feature","layer":"{}",)", layer.config.id)) {}

void GeojsonLayerWriter::set_geometry(const Drawn& drawn) {
  const auto feature = m_features.feature(drawn.item);
  switch (drawn.as) {
  case Drawn::As::itself:
    return geo::tile_geometry(feature, box_of(drawn, m_features), m_features.vertex_zooms, m_window,
                              m_scratch, m_geometry);
  case Drawn::As::pixel:
    return geo::pixel_geometry({box_of(drawn, m_features), feature.part(0).type()}, m_window.tile.z,
                               m_geometry);
  case Drawn::As::cluster:
    m_geometry.clear();
    return m_geometry.add_point(geo::to_lonlat(drawn.centre));
  }
}

void GeojsonLayerWriter::add(const Drawn& drawn) {
  set_geometry(drawn);
  if (m_geometry.empty())
    return;
  if (!m_text.empty())
    m_text += ',';
  m_text += m_head;
  m_text +=
      drawn.as == Drawn::As::cluster ? R"("properties":{})" : m_features.json_text(drawn.item);
  if (drawn.count > 1)
    fmt::format_to(std::back_inserter(m_text), R"(,"count":{})", drawn.count);
  if (drawn.sum)
    fmt::format_to(std::back_inserter(m_text), R"(,"sum":{})", *drawn.sum);
  m_text += R"(,"geometry":)";
  geo::append_geojson(m_text, m_geometry, m_decimals);
  m_text += '}';
}

} // namespace layers
