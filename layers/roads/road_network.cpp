#include "layers/roads/road_network.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "geo/error.hpp"
#include "geo/stop.hpp"
#include "layers/catalog/catalog.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/role_values.hpp"
#include "layers/roads/road_cutting.hpp"
#include "layers/roads/road_problems.hpp"
#include "layers/roads/road_rules.hpp"
#include "layers/text/config_json.hpp"

namespace layers {

namespace {

using geo::ErrorKind;
using geo::LonLat;

/// On either side of a barrier.
constexpr double barrier_gap_m = 0.01;

LayerList layers_of_kind(const LayerList& all, Kind kind) {
  LayerList found;
  std::ranges::copy_if(all, std::back_inserter(found),
                       [&](const auto& layer) { return layer->config.kind == kind; });
  return found;
}

LayerList named_layers(const LayerList& all, const std::vector<std::string>& ids) {
  LayerList found;
  for (const auto& id : ids) {
    found.push_back(find_layer(all, id));
    if (!found.back())
      geo::fail(ErrorKind::not_found, "water \"{}\": no such layer; see \"response.water\"", id);
  }
  return found;
}

void add_zones(RoadNetwork& network, std::uint32_t position) {
  const auto& layer = *network.hazards[position];
  const auto severities = role_numbers(layer, "severity");
  const auto types = role_texts(layer, "type");
  for (std::size_t i = 0; i < layer.features->size(); ++i) {
    geo::ZoneIndex shape(layer.features->feature(i));
    if (shape.box().empty())
      continue;
    const double severity = std::isnan(severities[i]) ? 0 : severities[i];
    network.zones.push_back(
        {position, static_cast<std::uint32_t>(i), severity, types[i], std::move(shape)});
  }
}

template <typename Items, typename BoxOf>
geo::SpatialIndex index_over(const Items& items, BoxOf box_of) {
  std::vector<geo::Box> boxes;
  boxes.reserve(items.size());
  for (const auto& item : items)
    boxes.push_back(box_of(item));
  return geo::SpatialIndex(boxes);
}

void build_zones(RoadNetwork& network) {
  for (std::uint32_t i = 0; i < network.hazards.size(); ++i)
    add_zones(network, i);
  network.zone_index = index_over(network.zones, [](const Zone& zone) { return zone.shape.box(); });
}

void build_water(RoadNetwork& network) {
  for (const auto& layer : network.water) {
    for (std::size_t i = 0; i < layer->features->size(); ++i)
      network.water_shapes.emplace_back(layer->features->feature(i));
  }
  network.water_index =
      index_over(network.water_shapes, [](const geo::ZoneIndex& shape) { return shape.box(); });
}

/// By point; none unless the source says them all.
std::span<const float> line_heights(const FeatureSet& features, geo::GeometryView line) {
  const auto heights_m = heights_of(features.heights_m, line);
  return heights_m.size() == line.points().size() ? heights_m : std::span<const float>();
}

void add_roads(RoadCutter& cutter, const Layer& layer, const std::vector<RoadRule>& rules,
               const std::stop_token& stop) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (i % 1024 == 0)
      geo::check_stop(stop);
    const auto& rule = rules[i];
    if (rule.forward_km_h == 0 && rule.backward_km_h == 0)
      continue;
    const auto road = layer.features->feature(i);
    for (auto p = road.first_part; p < road.last_part; ++p) {
      const geo::GeometryView line(*road.arrays, p, p + 1);
      if (line.part(0).type() == geo::PartType::line)
        cutter.add(line.points(), line_heights(*layer.features, line), rule,
                   is_osm_file(layer.config.source));
    }
  }
}

[[noreturn]] void fail_without_roads(const RoadNetwork& network) {
  const auto& roads = network.roads;
  if (roads.empty())
    geo::fail(ErrorKind::invalid_input,
              "roads: there is no layer of kind road; add one to the layers");
  std::vector<std::string> ids;
  for (const auto& layer : roads)
    ids.push_back(layer->config.id);
  std::string closed;
  for (const auto& line : rule_lines(network.effects, network.profile))
    closed += "; " + line.text;
  geo::fail(
      ErrorKind::invalid_input,
      "road layers {}: none can be driven; check \"fields.class\" and \"fields.speed_km_h\", or "
      "the classes of the profile \"{}\"{}",
      listed_words(ids), network.profile.name, closed);
}

geo::Box box_of(LonLat a, LonLat b) {
  geo::Box box;
  box.extend(a);
  box.extend(b);
  return box;
}

} // namespace

ZoneSetNumbers numbers_of(const ZoneSetList& sets) {
  ZoneSetNumbers numbers;
  for (std::size_t i = 0; i < sets.size(); ++i)
    numbers.emplace(sets[i], static_cast<ZoneSet>(i));
  return numbers;
}

ZoneSet number_of(const std::vector<std::uint32_t>& zones, ZoneSetList& sets,
                  ZoneSetNumbers& numbers) {
  if (zones.empty())
    return 0;
  const auto [found, is_new] = numbers.try_emplace(zones, static_cast<ZoneSet>(sets.size()));
  if (is_new)
    sets.push_back(zones);
  return found->second;
}

std::shared_ptr<const RoadNetwork> build_road_network(const LayerList& all,
                                                      const std::vector<std::string>& water,
                                                      const NetworkOptions& options,
                                                      const std::stop_token& stop) {
  auto network = std::make_shared<RoadNetwork>();
  network->roads = layers_of_kind(all, Kind::road);
  network->hazards = layers_of_kind(all, Kind::hazard);
  network->water = named_layers(all, water);
  network->profile = options.profile;
  build_zones(*network);
  build_water(*network);
  geo::check_stop(stop);
  auto read = read_barriers(network->roads, options.profile);
  RoadCutter cutter(*network, read.barriers, barrier_gap_m + options.snap_tolerance_m);
  for (const auto& layer : network->roads) {
    auto& problems = network->road_problems.emplace_back(road_problems(*layer, options.profile));
    const auto& of_barriers = read.problems[network->road_problems.size() - 1];
    problems.insert(problems.end(), of_barriers.begin(), of_barriers.end());
    const auto rules = road_rules(*layer, options.profile);
    add_road_effects(network->effects, *layer, rules);
    add_roads(cutter, *layer, rules, stop);
    const auto ferries = ferries_of(*layer, options.profile);
    network->ferries.not_taken += ferries.not_taken;
    network->ferries.not_taken_m += ferries.not_taken_m;
  }
  network->graph = geo::build_road_graph(cutter.lines(), options.snap_tolerance_m, stop);
  if (network->graph.edge_count() == 0)
    fail_without_roads(*network);
  return network;
}

std::shared_ptr<const RoadNetwork> network_without_roads(const LayerList& all) {
  auto network = std::make_shared<RoadNetwork>();
  network->hazards = layers_of_kind(all, Kind::hazard);
  network->graph = geo::build_road_graph({});
  return network;
}

std::vector<std::uint32_t> zones_touched(const RoadNetwork& network, LonLat a, LonLat b) {
  std::vector<std::uint32_t> zones;
  for (const auto hit : network.zone_index.query(box_of(a, b))) {
    if (network.zones[hit.item].shape.touches(a, b))
      zones.push_back(hit.item);
  }
  return zones;
}

bool passes_water(const RoadNetwork& network, LonLat a, LonLat b) {
  return std::ranges::any_of(network.water_index.query(box_of(a, b)), [&](const auto& hit) {
    return network.water_shapes[hit.item].touches(a, b);
  });
}

} // namespace layers
