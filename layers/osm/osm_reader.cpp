#include "layers/osm/osm_reader.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <osmium/version.hpp>

#include "geo/error.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/osm/osm_content.hpp"
#include "layers/osm/osm_file.hpp"
#include "layers/osm/osm_writer.hpp"
#include "layers/osm/osm_xml.hpp"

namespace layers {

namespace {

/// Those that features have, and those that files of OpenStreetMap usually have.
std::vector<std::string> with_usual(const std::vector<std::string>& attributes) {
  std::set<std::string> all(attributes.begin(), attributes.end());
  for (const auto& usual : osm_layers(""))
    for (const auto& [role, attribute] : usual.fields)
      all.insert(attribute);
  all.insert({"osm_id", "osm_way_id"});
  return {all.begin(), all.end()};
}

} // namespace

std::vector<OsmLayer> read_osm(const std::string& source, const std::vector<LayerConfig>& layers) {
  std::vector<OsmLayer> results(layers.size());
  std::vector<std::optional<OsmSelection>> selections(layers.size());
  OsmSelections able;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    try {
      able.push_back(&selections[i].emplace(layers[i]));
    } catch (const geo::Error&) {
      results[i].error = std::current_exception();
    }
  }
  auto content = read_osm_content(source, able, layers.front().reading.bytes);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!selections[i])
      continue;
    auto& raw = results[i].raw;
    raw = osm_features(layers[i], content, *selections[i]);
    raw.attributes = with_usual(raw.attributes);
  }
  return results;
}

std::vector<bool> osm_has_features(const std::string& source,
                                   const std::vector<LayerConfig>& layers) {
  std::vector<OsmSelection> selections;
  for (const auto& layer : layers)
    selections.emplace_back(layer);
  std::vector<bool> found(layers.size());
  const auto look = [&](const osmium::OSMObject& object) {
    for (std::size_t i = 0; i < layers.size(); ++i)
      found[i] = found[i] || (object.visible() && selections[i].wants(object));
    return std::ranges::find(found, false) != found.end();
  };
  visit_osm(source, osmium::osm_entity_bits::nwr, look, layers.front().reading.bytes);
  return found;
}

bool is_empty_osm(const std::string& source, std::size_t most_bytes) {
  bool is_empty = true;
  const auto look = [&](const osmium::OSMObject& object) { return is_empty = !object.visible(); };
  visit_osm(source, osmium::osm_entity_bits::nwr, look, most_bytes);
  return is_empty;
}

std::vector<geo::LibraryVersion> osm_versions() {
  return {{"libosmium", LIBOSMIUM_VERSION_STRING}, expat_version()};
}

} // namespace layers
