#include "layers/tiles/geojson_layer_writer.hpp"

#include <iterator>
#include <variant>

#include <fmt/format.h>

#include "geo/geojson.hpp"
#include "geo/json_text.hpp"
#include "geo/tile/tile_geometry.hpp"

namespace layers {

namespace {

/// A value as JSON.
struct JsonWriter {
  std::string& out;

  void operator()(std::string_view text) const { geo::append_json_string(out, text); }
  void operator()(TimeView time) const { geo::append_json_string(out, time.text); }
  void operator()(JsonView json) const { out += json.text; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(double value) const { geo::append_json_number(out, value); }
  void operator()(std::int64_t value) const { out += fmt::to_string(value); }
  void operator()(std::uint64_t value) const { out += fmt::to_string(value); }
  void operator()(std::monostate) const { out += "null"; }
  void operator()(Null) const { out += "null"; }
};

} // namespace

GeojsonLayerWriter::GeojsonLayerWriter(const Layer& layer, geo::TileId tile)
    : m_features(*layer.features), m_window(tile), m_decimals(geo::decimals(tile.z)),
      m_class(m_features.attributes.key_of(layer.drawn_from.attribute)),
      m_head(fmt::format(R"({{"type":"Feature","layer":"{}",)", layer.config.id)) {}

void GeojsonLayerWriter::set_geometry(const Drawn& drawn) {
  const auto feature = m_features.feature(drawn.item);
  m_window.detail_z = m_window.tile.z - drawn.coarser;
  switch (drawn.as) {
  case Drawn::As::itself:
    return geo::tile_geometry(feature, box_of(drawn, m_features), m_features.vertex_zooms, m_window,
                              m_scratch, m_geometry);
  case Drawn::As::pixel:
    return geo::pixel_geometry({box_of(drawn, m_features), feature.part(0).type()}, m_window,
                               m_geometry);
  case Drawn::As::cluster:
    m_geometry.clear();
    return m_geometry.add_point(geo::to_lonlat(drawn.centre));
  }
}

/// What the style tells its class by.
void GeojsonLayerWriter::append_class(std::size_t feature) {
  const auto [keys, values] = m_features.attributes.tags_of(feature);
  m_text += R"("properties":{)";
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == m_class) {
      geo::append_json_string(m_text, m_features.attributes.attributes[keys[i]].name);
      m_text += ':';
      std::visit(JsonWriter{m_text}, m_features.attributes.dictionary.value(values[i]));
    }
  m_text += '}';
}

void GeojsonLayerWriter::append_attributes(const Drawn& drawn) {
  if (drawn.as == Drawn::As::cluster) {
    m_text += R"("properties":{})";
    return;
  }
  const auto text = m_features.json_text(drawn.item);
  if (!drawn.has_class_only) {
    m_text += text;
    return;
  }
  if (const auto id = id_in_json(text); drawn.count == 1 && !id.empty())
    fmt::format_to(std::back_inserter(m_text), R"("id":{},)", id);
  append_class(drawn.item);
}

void GeojsonLayerWriter::add(const Drawn& drawn) {
  set_geometry(drawn);
  if (m_geometry.empty())
    return;
  if (!m_text.empty())
    m_text += ',';
  m_text += m_head;
  append_attributes(drawn);
  if (drawn.count > 1)
    fmt::format_to(std::back_inserter(m_text), R"(,"count":{})", drawn.count);
  if (drawn.sum)
    fmt::format_to(std::back_inserter(m_text), R"(,"sum":{})", *drawn.sum);
  m_text += R"(,"geometry":)";
  geo::append_geojson(m_text, m_geometry, m_decimals);
  m_text += '}';
}

} // namespace layers
