#include "layers/coverage/coverage_layers.hpp"

#include <algorithm>

#include "geo/error.hpp"
#include "layers/features/role_values.hpp"

namespace layers {

namespace {

using geo::ErrorKind;
using geo::fail;

std::shared_ptr<const Layer> required_layer(const LayerList& all, const std::string& id,
                                            std::string_view parameter) {
  for (const auto& layer : all)
    if (layer->config.id == id)
      return layer;
  fail(ErrorKind::not_found, "parameter {}: no layer \"{}\" is served", parameter,
       id.substr(0, 64));
}

bool has_polygons_in(const Layer& layer) {
  const auto& types = layer.features->geometry.part_types;
  return std::ranges::find(types, geo::PartType::polygon) != types.end();
}

/// A layer in whose shapes points can lie.
std::shared_ptr<const Layer> required_polygons(const LayerList& all, const std::string& id,
                                               std::string_view parameter) {
  auto layer = required_layer(all, id, parameter);
  if (!has_polygons_in(*layer))
    fail(ErrorKind::invalid_input, "parameter {}: the layer \"{}\" has no polygons", parameter, id);
  return layer;
}

bool has_population(const Layer& layer) {
  return has_role(layer, "weight") || has_role(layer, "population");
}

/// The layer named, else the first of kind demand, else areas with a population.
std::shared_ptr<const Layer> demand_layer(const LayerList& all, const std::string& id) {
  if (!id.empty())
    return required_layer(all, id, "demand");
  for (const auto& layer : all)
    if (layer->config.kind == Kind::demand)
      return layer;
  for (const auto& layer : all)
    if (layer->config.kind == Kind::area && has_population(*layer))
      return layer;
  fail(ErrorKind::invalid_input,
       "parameter demand: no layer of kind demand is served, and no area has a population; name a "
       "layer with demand=");
}

/// The layer that says where the people of a layer live; or none.
std::shared_ptr<const Layer> dwellings_for(const LayerList& all, const Layer& demand) {
  const auto& id = demand.config.spread_over;
  if (id.empty())
    return nullptr;
  const auto found =
      std::ranges::find_if(all, [&](const auto& layer) { return layer->config.id == id; });
  if (found == all.end())
    fail(ErrorKind::not_found,
         R"(layer "{}": "spread_over" names "{}", and no such layer is served)", demand.config.id,
         id);
  return *found;
}

/// The layer that results are asked for, else the demand's own if it is one of areas, else the
/// first of kind area.
std::shared_ptr<const Layer> place_layer(const LayerList& all, const Coverage& answer) {
  if (answer.area_layer || answer.request.gaps == 0)
    return answer.area_layer;
  const auto names_places = [](const auto& layer) {
    return layer->config.kind == Kind::area && has_polygons_in(*layer);
  };
  if (names_places(answer.demand_layer))
    return answer.demand_layer;
  const auto found = std::ranges::find_if(all, names_places);
  return found == all.end() ? nullptr : *found;
}

/// The demand's own layer if it tells classes of area, else the one that results are asked for,
/// else the first.
std::shared_ptr<const Layer> class_layer(const LayerList& all, const Coverage& answer) {
  const auto tells = [](const auto& layer) { return has_role(*layer, "area_class"); };
  if (answer.area_classes.empty())
    return nullptr;
  if (tells(answer.demand_layer))
    return answer.demand_layer;
  if (answer.area_layer && tells(answer.area_layer))
    return answer.area_layer;
  const auto found = std::ranges::find_if(
      all, [&](const auto& layer) { return tells(layer) && has_polygons_in(*layer); });
  return found == all.end() ? nullptr : *found;
}

/// The clock of a standard may start late: what lies before does not count.
TravelRequest by_clock(TravelRequest travel, const Standard& standard) {
  if (standard.clock != Standard::Clock::call)
    travel.call_handling_s = 0;
  if (!standard.clock || standard.clock == Standard::Clock::wheels_rolling)
    travel.turnout_s = 0;
  return travel;
}

} // namespace

Coverage understood(const LayerList& layers, const CoverageRequest& request) {
  Coverage answer;
  answer.request = request;
  answer.limits = request.limits;
  if (!request.standard.empty()) {
    answer.standard = &coverage_standard(request.standard);
    answer.is_radius = answer.standard->measure == Standard::Measure::radius;
    answer.request.travel = by_clock(request.travel, *answer.standard);
    answer.limits = limits_in_tenths(*answer.standard);
    answer.area_classes = area_classes(*answer.standard);
  }
  answer.demand_layer = demand_layer(layers, request.demand);
  answer.dwellings = dwellings_for(layers, *answer.demand_layer);
  if (!request.area.empty())
    answer.area_layer = required_polygons(layers, request.area, "area");
  if (!request.hazard.empty())
    answer.hazard_layer = required_polygons(layers, request.hazard, "hazard");
  answer.place_layer = place_layer(layers, answer);
  answer.class_layer = class_layer(layers, answer);
  return answer;
}

} // namespace layers
