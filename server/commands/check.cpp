#include "server/commands/check.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"
#include "layers/catalog/guess.hpp"
#include "layers/catalog/layer_roles.hpp"
#include "layers/catalog/source.hpp"
#include "layers/planner/derived_layers.hpp"
#include "layers/results/report.hpp"
#include "layers/roads/road_network.hpp"
#include "layers/travel/response_model.hpp"
#include "server/loading/map_loader.hpp"

namespace server {

namespace {

template <typename T>
void append(std::vector<T>& all, std::vector<T>&& more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// A layer on its way through the check; `layer` only when the network needs it.
struct Checked {
  layers::CheckedLayer result;
  std::shared_ptr<const layers::Layer> layer;
};

Checked checked(layers::LayerConfig config, std::string because, bool keeps_features) {
  Checked layer{{std::move(config), std::move(because), {}, {}}, {}};
  auto& result = layer.result;
  try {
    auto made = layers::make_layer(result.config, layers::read_layer(result.config));
    result.config = made->config;
    result.report = made->report;
    if (keeps_features)
      layer.layer = std::move(made);
  } catch (const geo::Error& error) {
    result.error = error.what();
  } catch (const std::exception& error) { // no memory, most likely
    result.error =
        geo::shown_text(fmt::format("{}: cannot be read: {}", result.config.source, error.what()));
  }
  return layer;
}

bool is_road(const layers::LayerConfig& config) {
  return config.kind == layers::Kind::road;
}

bool is_computed(const layers::LayerConfig& config) {
  return config.request.has_value();
}

/// Whether the network of the roads is made of it or looked at from it.
bool belongs_to_network(const layers::LayerConfig& config, const layers::ResponseConfig& response) {
  return is_road(config) || config.kind == layers::Kind::hazard ||
         config.kind == layers::Kind::station ||
         std::ranges::find(response.water, config.id) != response.water.end() ||
         (!response.is_water_said && layers::is_called_water(config));
}

layers::CheckedNetwork checked_network(const layers::ResponseModel& model,
                                       const layers::LayerList& all) {
  layers::CheckedNetwork checked;
  checked.counts = network_counts(*model.network);
  checked.summary = network_summary(*model.network);
  checked.rules = rule_lines(model.network->effects, model.network->profile);
  checked.warnings = road_warnings(*model.network);
  if (!model.config.is_water_said)
    for (const auto& id : model.config.water)
      checked.warnings.push_back(fmt::format(
          R"(nobody walks through the polygons of "{}", which is called water; list in )"
          R"("response.water" what is, or [])",
          id));
  for (const auto& layer : all)
    if (layer->config.kind == layers::Kind::station)
      append(checked.warnings,
             station_warnings(*model.network, *layer, model.config.station_access_m));
  return checked;
}

layers::CheckedLayer checked_computed(const layers::LayerConfig& config, const layers::Map& map) {
  layers::CheckedLayer result{config, {}, {}, {}};
  try {
    result.report = layers::derive_layer(config, map, nullptr)->report;
  } catch (const std::exception& error) {
    result.error = error.what();
  }
  return result;
}

/// The network and the computed layers.
struct CheckedModel {
  std::shared_ptr<const layers::ResponseModel> model; ///< null: the speed profile cannot be read
  std::optional<layers::CheckedNetwork> network;      ///< none without roads
  std::vector<layers::CheckedLayer> computed;
};

CheckedModel checked_model(const layers::LayerList& all, const layers::Config& config) {
  CheckedModel checked;
  layers::Map map{{}, all};
  try {
    map.response = layers::build_response_model(all, config.response, nullptr);
    if (map.response->network->has_roads())
      checked.network = checked_network(*map.response, all);
  } catch (const std::exception& error) {
    checked.network.emplace().error = error.what();
    map.response =
        layers::build_response_model(layers::without_roads(all), config.response, nullptr);
  }
  checked.model = map.response;
  for (const auto& layer : config.layers)
    if (is_computed(layer))
      checked.computed.push_back(checked_computed(layer, map));
  return checked;
}

/// To the roads' reports, what only the speed profile tells.
void add_road_problems(std::vector<layers::CheckedLayer>& results,
                       const layers::ResponseModel& model) {
  const auto& network = *model.network;
  for (std::size_t i = 0; i < network.roads.size(); ++i) {
    const auto result = std::ranges::find_if(results, [&](const layers::CheckedLayer& layer) {
      return layer.config.id == network.roads[i]->config.id;
    });
    if (result != results.end() && result->report)
      result->report->problems.insert(result->report->problems.end(),
                                      network.road_problems[i].begin(),
                                      network.road_problems[i].end());
  }
}

/// Every argument by itself, so that one that cannot be read does not hide the others.
layers::LayerPlan plan_one_by_one(const std::vector<std::string>& arguments) {
  layers::LayerPlan plan;
  for (const auto& argument : arguments) {
    try {
      auto part = checked_plan({argument});
      part.because.resize(part.config.layers.size());
      append(plan.config.layers, std::move(part.config.layers));
      append(plan.because, std::move(part.because));
      append(plan.notes, std::move(part.notes));
      append(plan.not_read, std::move(part.not_read));
      append(plan.broken, std::move(part.broken));
    } catch (const geo::Error& error) {
      plan.broken.emplace_back(error.what());
    }
  }
  return plan;
}

/// What `serve` would not start with is among the broken.
layers::LayerPlan tolerant_plan(const std::vector<std::string>& arguments) {
  try {
    return checked_plan(arguments);
  } catch (const geo::Error& error) {
    auto plan = plan_one_by_one(arguments);
    if (plan.broken.empty()) // each is good, but not beside the others
      plan.broken.emplace_back(error.what());
    return plan;
  }
}

/// A profile that cannot be read is among the broken, whether there are roads or not.
bool has_profile(layers::LayerPlan& plan) {
  try {
    layers::load_speed_profile(plan.config.response.profile);
    return true;
  } catch (const geo::Error& error) {
    plan.broken.emplace_back(error.what());
    return false;
  }
}

} // namespace

int run_check(const CheckRequest& request) {
  auto plan = tolerant_plan(request.sources);
  const auto& config = plan.config;
  const bool has_model = has_profile(plan);
  const bool has_roads = std::ranges::any_of(config.layers, is_road);
  const bool has_computed = std::ranges::any_of(config.layers, is_computed);
  std::vector<layers::CheckedLayer> results;
  layers::LayerList kept;
  for (std::size_t i = 0; i < config.layers.size(); ++i) {
    const auto& of_layer = config.layers[i];
    if (is_computed(of_layer)) // it has no source
      continue;
    auto layer =
        checked(of_layer, plan.because.empty() ? "" : plan.because[i],
                has_computed || (has_roads && belongs_to_network(of_layer, config.response)));
    results.push_back(std::move(layer.result));
    if (layer.layer)
      kept.push_back(std::move(layer.layer));
  }
  auto model = has_model ? checked_model(kept, config) : CheckedModel();
  if (model.model)
    add_road_problems(results, *model.model);
  append(results, std::move(model.computed));
  const layers::SourceFindings findings{plan.broken, plan.not_read, plan.notes};
  fmt::print("{}", request.json ? report_json(results, findings, model.network)
                                : report_text(results, findings, model.network));
  return is_clean(results) && findings.are_clean() ? 0 : 1;
}

} // namespace server
