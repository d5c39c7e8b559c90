#include "layers/travel/response_model.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "layers/catalog/catalog.hpp"
#include "layers/features/attributes.hpp"
#include "layers/features/feature_names.hpp"
#include "layers/requests/planner_request.hpp"

namespace layers {

namespace {

std::string key_of(const LayerList& all, const ResponseConfig& config,
                   const std::string& profile_stamp) {
  std::string key = fmt::format("{} {} {} {} {} {} {} {}", config.profile, profile_stamp,
                                config.snap_tolerance_m, config.access_m, config.walking_km_h,
                                config.call_handling_s, config.turnout_s, config.most_cells);
  for (const auto& id : config.water)
    key += " water:" + id;
  for (const auto& layer : all)
    key += fmt::format(" {}:{}", kind_name(layer->config.kind), content_key(*layer));
  return key;
}

/// Whether the two networks would be made of the same layers.
bool same_roads(const ResponseModel& old, const LayerList& all, const ResponseConfig& config,
                const std::string& profile_stamp) {
  const auto relevant = [&](const LayerList& layers) {
    std::string key;
    for (const auto& layer : layers) {
      const bool is_water = std::ranges::find(config.water, layer->config.id) != config.water.end();
      if (layer->config.kind == Kind::road || layer->config.kind == Kind::hazard || is_water)
        key += content_key(*layer) + " ";
    }
    return key;
  };
  return old.config.profile == config.profile && old.profile_stamp == profile_stamp &&
         old.config.water == config.water &&
         old.config.snap_tolerance_m == config.snap_tolerance_m &&
         relevant(old.layers) == relevant(all);
}

std::string attribute(const LayerConfig& config, const std::string& role) {
  const auto found = config.fields.find(role);
  return found == config.fields.end() ? "" : found->second;
}

void append_stations(std::vector<Station>& stations, const Layer& layer, AccessFinder& finder,
                     double default_turnout_s) {
  const auto& features = *layer.features;
  const auto names = feature_names(layer);
  const auto column = attribute(layer.config, "turnout_s");
  const auto turnouts =
      column.empty() ? std::vector<double>(features.size(), NAN) : number_column(features, column);
  for (std::size_t i = 0; i < features.size(); ++i) {
    const bool is_known = legal_turnout_s.holds(turnouts[i]);
    auto station = station_at(finder, feature_id_text(features.json_text(i)),
                              features.feature(i).points().front(),
                              is_known ? turnouts[i] : default_turnout_s);
    station.layer = layer.config.id;
    station.name = names[i].empty() ? station.id : names[i];
    stations.push_back(std::move(station));
  }
}

/// With cells of 100 m, or as much larger as it takes for people of a whole country.
Demand fitting_demand(const std::shared_ptr<const Layer>& layer, const RoadNetwork& network,
                      double access_m, const std::stop_token& stop) {
  constexpr double most_cell_m = 25'600;
  for (double cell_m = 100;; cell_m *= 2) {
    try {
      return build_demand(layer, network, access_m, cell_m, stop);
    } catch (const geo::Error& error) {
      if (error.kind() != geo::ErrorKind::too_large || cell_m >= most_cell_m)
        throw;
    }
  }
}

} // namespace

std::shared_ptr<const Demand> DemandStore::get(const std::shared_ptr<const Layer>& layer,
                                               const RoadNetwork& network, double access_m,
                                               const std::stop_token& stop) {
  const std::scoped_lock lock(m_mutex); // who asks for the same waits instead of doing it again
  auto& kept = m_demands[content_key(*layer)];
  if (!kept)
    kept = std::make_shared<const Demand>(fitting_demand(layer, network, access_m, stop));
  return kept;
}

Station station_at(AccessFinder& finder, std::string id, geo::LonLat position, double turnout_s) {
  Station station{"", id, id, position, turnout_s, {}};
  station.legs = finder.find(position, station_reach_m);
  if (station.legs.empty()) { // a road is far, but still the only one there is
    constexpr double far_m = 2000;
    station.legs = finder.find(position, far_m);
    if (station.legs.size() > 1)
      station.legs.resize(1);
  }
  return station;
}

std::shared_ptr<const ResponseModel>
build_response_model(const LayerList& layers, const ResponseConfig& config,
                     const std::shared_ptr<const ResponseModel>& old, const std::stop_token& stop) {
  const auto is_road = [](const auto& layer) { return layer->config.kind == Kind::road; };
  if (std::ranges::none_of(layers, is_road))
    return nullptr;
  auto profile_stamp = source_stamp(config.profile); // before reading: a later change is noticed
  auto key = key_of(layers, config, profile_stamp);
  if (old && old->key == key)
    return old;
  auto model = std::make_shared<ResponseModel>();
  model->layers = layers;
  model->config = config;
  model->key = std::move(key);
  model->network =
      old && same_roads(*old, layers, config, profile_stamp)
          ? old->network
          : build_road_network(layers, config.water,
                               {load_speed_profile(config.profile), config.snap_tolerance_m}, stop);
  model->profile_stamp = std::move(profile_stamp);
  AccessFinder finder(*model->network);
  for (const auto& layer : layers)
    if (layer->config.kind == Kind::station)
      append_stations(model->stations, *layer, finder, config.turnout_s);
  model->zone_sets = std::move(finder.zone_sets);
  return model;
}

} // namespace layers
