#include "layers/travel/response_model.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "layers/catalog/catalog.hpp"
#include "layers/catalog/guess.hpp"
#include "layers/features/feature_names.hpp"
#include "layers/features/role_values.hpp"
#include "layers/requests/planner_request.hpp"

namespace layers {

namespace {

bool is_water(const Layer& layer, const ResponseConfig& config) {
  return std::ranges::find(config.water, layer.config.id) != config.water.end();
}

/// All that the network is made of.
std::string network_key_of(const LayerList& all, const ResponseConfig& config,
                           const std::string& profile_stamp) {
  auto key = fmt::format("{} {} {} {}", config.profile, profile_stamp, config.snap_tolerance_m,
                         fmt::join(config.water, ","));
  for (const auto& layer : all) {
    const auto kind = layer->config.kind;
    if (kind == Kind::road || kind == Kind::hazard || is_water(*layer, config))
      key += "\n" + data_key(*layer);
  }
  return key;
}

/// And all that the stations are made of, and what is assumed about travelling.
std::string key_of(const LayerList& all, const ResponseConfig& config,
                   const std::string& network_key) {
  auto key =
      fmt::format("{}\n{} {} {} {} {} {} {} {} {} {}", network_key, config.access_m,
                  config.walking_km_h, config.call_handling_s, config.turnout_s, config.most_cells,
                  config.station_access_m, config.station_far_m, config.station_least_roads_m,
                  config.driveway_km_h, config.straight_line_km_h);
  for (const auto& layer : all)
    if (layer->config.kind == Kind::station)
      key += "\n" + data_key(*layer);
  return key;
}

bool has_polygons(const Layer& layer) {
  const auto& types = layer.features->geometry.part_types;
  return std::ranges::find(types, geo::PartType::polygon) != types.end();
}

/// With the layers that look like water where the configuration does not say what is.
ResponseConfig with_water(ResponseConfig config, const LayerList& all) {
  if (config.is_water_said || !config.water.empty())
    return config;
  for (const auto& layer : all)
    if (is_called_water(layer->config) && has_polygons(*layer))
      config.water.push_back(layer->config.id);
  return config;
}

std::set<std::string> data_keys(const LayerList& all) {
  std::set<std::string> keys;
  for (const auto& layer : all)
    keys.insert(data_key(*layer));
  return keys;
}

void append_stations(ResponseModel& model, const Layer& layer) {
  const auto& features = *layer.features;
  const auto names = feature_names(layer);
  const auto turnouts = role_numbers(layer, "turnout_s");
  for (std::size_t i = 0; i < features.size(); ++i) {
    const bool is_known = !std::isnan(turnouts[i]);
    auto station = station_at(model, features.id_text(i), features.feature(i).points().front(),
                              is_known ? turnouts[i] : model.config.turnout_s);
    station.layer = layer.config.id;
    station.name = names[i].empty() ? station.id : names[i];
    model.stations.push_back(std::move(station));
  }
}

/// What is remembered of layers that are not there any more.
void forget_gone(const ResponseModel& model, const LayerList& layers) {
  const auto keys = data_keys(layers);
  model.memory->kept.forget_others(keys);
  model.kept.forget_others(keys);
}

bool has_roads(const LayerList& layers) {
  return std::ranges::any_of(layers, [](const auto& layer) {
    return layer->config.kind == Kind::road && layer->features->size() > 0;
  });
}

std::shared_ptr<const RoadNetwork> network_of(const LayerList& layers, const ResponseConfig& config,
                                              const std::stop_token& stop) {
  if (!has_roads(layers))
    return network_without_roads(layers);
  return build_road_network(layers, config.water,
                            {load_speed_profile(config.profile), config.snap_tolerance_m}, stop);
}

Demand fitting_demand(const std::shared_ptr<const Layer>& layer, const std::stop_token& stop,
                      const std::shared_ptr<const Layer>& dwellings) {
  constexpr double most_cell_m = 25'600;
  for (double cell_m = 100;; cell_m *= 2) {
    try {
      return build_demand(layer, cell_m, stop, dwellings);
    } catch (const geo::Error& error) {
      if (error.kind() != geo::ErrorKind::too_large || cell_m >= most_cell_m)
        throw;
    }
  }
}

} // namespace

std::shared_ptr<const Demand> demand_of(const ResponseModel& model,
                                        const std::shared_ptr<const Layer>& layer,
                                        const std::stop_token& stop,
                                        const std::shared_ptr<const Layer>& dwellings) {
  std::vector<std::string> made_of{data_key(*layer)};
  if (dwellings)
    made_of.push_back(data_key(*dwellings));
  const auto key = fmt::format("demand {}", fmt::join(made_of, "\n"));
  const auto make = [&] {
    auto demand = fitting_demand(layer, stop, dwellings);
    demand.key = key;
    return demand;
  };
  return model.memory->kept.get<Demand>({key, made_of}, make, stop);
}

StationReach station_reach(const ResponseConfig& config) {
  return {config.station_access_m, config.station_far_m, config.station_least_roads_m};
}

Station station_at(const ResponseModel& model, std::string id, geo::LonLat position,
                   double turnout_s) {
  return {"",        id,
          id,        position,
          turnout_s, station_roads(*model.network, position, station_reach(model.config))};
}

LayerList without_roads(LayerList layers) {
  std::erase_if(layers, [](const auto& layer) { return layer->config.kind == Kind::road; });
  return layers;
}

std::shared_ptr<const ResponseModel>
build_response_model(const LayerList& layers, const ResponseConfig& said,
                     const std::shared_ptr<const ResponseModel>& old, const std::stop_token& stop) {
  const auto config = with_water(said, layers);
  // The stamp before reading: a later change is noticed.
  const auto network_key = network_key_of(layers, config, source_stamp(config.profile));
  const auto key = key_of(layers, config, network_key);
  if (old && old->key == key) {
    forget_gone(*old, layers);
    return old;
  }
  auto model = std::make_shared<ResponseModel>();
  model->config = config;
  model->key = key;
  model->network_key = network_key;
  if (old && old->network_key == network_key) {
    model->network = old->network;
    model->memory = old->memory;
  } else {
    model->network = network_of(layers, config, stop);
    model->memory = std::make_shared<NetworkMemory>(model->network->graph);
  }
  forget_gone(*model, layers);
  for (const auto& layer : layers)
    if (layer->config.kind == Kind::station)
      append_stations(*model, *layer);
  return model;
}

} // namespace layers
