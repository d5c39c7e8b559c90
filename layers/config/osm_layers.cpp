#include "layers/config/osm_layers.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "layers/text/folded_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

/// A condition: a value is the only one of a key, or one of several (`fire_station;police`).
std::string lists(const std::string& key, const std::string& value) {
  return fmt::format("{0} LIKE '%{1}%' AND ({0} = '{1}' OR {0} LIKE '{1};%' OR {0} LIKE '%;{1}' OR "
                     "{0} LIKE '%; {1}' OR "
                     "{0} LIKE '%;{1};%' OR {0} LIKE '%; {1};%')",
                     key, value);
}

/// A condition: an object has none of these keys.
std::string has_none(const std::vector<std::string>& keys) {
  return fmt::format("{} IS NULL", fmt::join(keys, " IS NULL AND "));
}

/// A condition: it stands there and is in use. Of a road that was opened `construction=service`
/// often stays behind, so that only `yes` counts.
std::string in_use() {
  constexpr std::array states{"disused", "abandoned", "demolished", "razed",
                              "removed", "proposed",  "planned",    "construction"};
  std::string condition;
  for (const auto* state : states)
    condition +=
        fmt::format("{0}({1} IS NULL OR {1} <> 'yes')", condition.empty() ? "" : " AND ", state);
  return condition;
}

/// A condition: a path that is open in emergencies.
constexpr std::string_view emergency_paths =
    "highway IN ('footway', 'path', 'cycleway', 'bridleway', 'platform', 'raceway') AND "
    "(emergency IN ('yes', 'designated', 'official', 'permissive') OR access = 'emergency' OR "
    "vehicle = 'emergency' OR motor_vehicle = 'emergency')";

/// Ferries, and roads but for ways that a fire engine cannot use, or that are not there.
std::string engine_roads() {
  constexpr const char* no_roads =
      "'footway', 'path', 'steps', 'cycleway', 'bridleway', 'corridor', 'via_ferrata', 'elevator', "
      "'platform', 'proposed', 'planned', 'construction', 'disused', 'abandoned', 'demolished', "
      "'razed', 'removed', 'dismantled', 'no', 'raceway', 'rest_area', 'services', 'bus_stop'";
  return fmt::format(
      "highway IS NOT NULL AND highway NOT IN ({0}) AND {3} OR {1} AND {3} OR {2} AND {3}",
      no_roads, emergency_paths, lists("route", "ferry"), in_use());
}

/// A building put up as a fire station is one unless it says that it is something else by now.
std::string fire_stations() {
  const auto other_use = has_none(
      {"amenity", "shop", "office", "tourism", "leisure", "craft", "historic", "disused_amenity",
       "abandoned_amenity", "was_amenity", "old_amenity", "demolished_amenity", "razed_amenity",
       "removed_amenity", "proposed_amenity", "planned_amenity", "construction_amenity"});
  return fmt::format("{} AND {} OR building = 'fire_station' AND {} AND {}",
                     lists("amenity", "fire_station"), in_use(), other_use, in_use());
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
  roads.where = engine_roads();
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
  stations.where = fire_stations();

  auto hydrants = osm_layer(source, "hydrants", Kind::reference,
                            {{"vi", "Trụ nước chữa cháy"}, {"en", "Fire hydrants"}});
  hydrants.tables = {"points"};
  hydrants.where = lists("emergency", "fire_hydrant") + " AND " + in_use();
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
