#include "layers/config/osm_layers.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "layers/text/folded_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

/// Ferries, and roads but for ways that a fire engine cannot use, or that are not there yet.
constexpr const char* engine_roads =
    "highway IS NOT NULL AND highway NOT IN ('footway', 'path', 'steps', 'cycleway', 'bridleway', "
    "'corridor', 'via_ferrata', 'elevator', 'platform', 'proposed', 'construction', "
    "'abandoned', 'razed', 'raceway', 'rest_area', 'services', 'bus_stop') OR route = 'ferry'";

/// A condition: a value is the only one of a key, or one of several (`fire_station;police`), and
/// what it stands for is in use.
std::string lists_in_use(const std::string& key, const std::string& value) {
  return fmt::format("{0} LIKE '%{1}%' AND ({0} = '{1}' OR {0} LIKE '{1};%' OR {0} LIKE '%;{1}' OR "
                     "{0} LIKE '%; {1}' OR "
                     "{0} LIKE '%;{1};%' OR {0} LIKE '%; {1};%') AND "
                     "(disused IS NULL OR disused = 'no') AND "
                     "(abandoned IS NULL OR abandoned = 'no')",
                     key, value);
}

LayerConfig osm_layer(const std::string& source, const char* id, Kind kind, Text title) {
  LayerConfig config;
  config.id = id;
  config.kind = kind;
  config.title = std::move(title);
  config.source = source;
  config.fields = {{"name", "name"}, {"name_vi", "name_vi"}, {"name_en", "name_en"}};
  return config;
}

bool is_osm_name(const std::string& source) {
  auto name = folded(source);
  const auto strip = [&](std::string_view ending) {
    if (name.ends_with(ending))
      name.resize(name.size() - ending.size());
  };
  strip(".gz");
  strip(".bz2");
  if (name.ends_with(".pbf"))
    return true;
  strip(".xml");
  return name.ends_with(".osm") || name.ends_with(".osh") || name.ends_with(".osc");
}

/// What Overpass and others deliver as "interpreter" or "export.xml".
bool begins_as_osm(const std::string& source) {
  const auto extension = extension_of(source);
  if ((!extension.empty() && extension != "xml") || !file_size_bytes(source))
    return false;
  std::string head(512, '\0');
  std::ifstream file(source, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  const auto has = [&](const char* element) { return head.find(element) != std::string::npos; };
  return has("<osm ") || has("<osm>") || has("<osm/>") || has("<osmChange") ||
         head.substr(4).starts_with("\x0a\x09OSMHeade");
}

} // namespace

bool is_osm_file(const std::string& source) {
  return is_osm_name(source) || begins_as_osm(source);
}

std::vector<LayerConfig> osm_layers(const std::string& source) {
  auto roads = osm_layer(source, "roads", Kind::road, {{"vi", "Đường"}, {"en", "Roads"}});
  roads.tables = {"lines"};
  roads.where = engine_roads;
  roads.fields.merge(std::map<std::string, std::string>{{"class", "highway"},
                                                        {"speed_km_h", "maxspeed"},
                                                        {"oneway", "oneway"},
                                                        {"bridge", "bridge"},
                                                        {"surface", "surface"},
                                                        {"junction", "junction"},
                                                        {"tunnel", "tunnel"},
                                                        {"layer", "layer"},
                                                        {"duration", "duration"}});

  auto stations = osm_layer(source, "fire-stations", Kind::station,
                            {{"vi", "Trạm cứu hỏa"}, {"en", "Fire stations"}});
  stations.tables = {"points", "multipolygons"};
  stations.where = lists_in_use("amenity", "fire_station");

  auto hydrants = osm_layer(source, "hydrants", Kind::reference,
                            {{"vi", "Trụ nước chữa cháy"}, {"en", "Fire hydrants"}});
  hydrants.tables = {"points"};
  hydrants.where = lists_in_use("emergency", "fire_hydrant");
  hydrants.fields.emplace("type", "fire_hydrant_type");
  hydrants.style = "hydrant";

  auto water = osm_layer(source, "water", Kind::reference, {{"vi", "Mặt nước"}, {"en", "Water"}});
  water.fields.clear(); // guessed, as those of any other table
  water.tables = {"multipolygons"};
  water.where = "natural = 'water' OR waterway IN ('riverbank', 'dock') OR landuse = 'reservoir'";
  std::vector<LayerConfig> layers{roads, stations, hydrants, water};
  for (auto& layer : layers)
    for (const auto& [role, tag] : layer.fields)
      layer.guessed_fields.insert(role); // nobody named them
  return layers;
}

void fill_in_osm_defaults(LayerConfig& config) {
  const bool has_defaults = config.kind == Kind::road || config.kind == Kind::station;
  if (!has_defaults || !config.tables.empty() || !is_osm_file(config.source))
    return;
  auto layers = osm_layers(config.source);
  auto& usual = *std::ranges::find(layers, config.kind, &LayerConfig::kind);
  config.tables = usual.tables;
  if (config.where.empty())
    config.where = usual.where;
  for (const auto& [role, tag] : usual.fields)
    if (config.fields.try_emplace(role, tag).second)
      config.guessed_fields.insert(role);
}

} // namespace layers
