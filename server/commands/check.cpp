#include "server/commands/check.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "layers/derived_layers.hpp"
#include "layers/report.hpp"
#include "layers/road_network.hpp"
#include "layers/source.hpp"
#include "server/map_loader.hpp"

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

std::shared_ptr<const layers::Layer> as_layer(const layers::LayerConfig& config,
                                              layers::SourceFeatures&& source) {
  auto layer = std::make_shared<layers::Layer>();
  layer->config = config;
  layer->features = layers::build_feature_set(std::move(source));
  return layer;
}

Checked checked(layers::LayerConfig config, std::string because, bool keeps_features) {
  Checked layer{{std::move(config), std::move(because), {}, {}}, {}};
  auto& result = layer.result;
  try {
    auto source = layers::read_layer(result.config);
    result.report = std::move(source.report);
    if (keeps_features)
      layer.layer = as_layer(result.config, std::move(source));
  } catch (const geo::Error& error) {
    result.error = error.what();
  } catch (const std::exception& error) { // no memory, most likely
    result.error = fmt::format("{}: cannot be read: {}", result.config.source, error.what());
  }
  return layer;
}

bool is_road(const layers::LayerConfig& config) {
  return config.kind == layers::Kind::road;
}

/// Whether the network of the roads is made of it or looked at from it.
bool belongs_to_network(const layers::LayerConfig& config) {
  return is_road(config) || config.kind == layers::Kind::hazard ||
         config.kind == layers::Kind::station;
}

/// Without roads or a profile there is none.
std::optional<layers::CheckedNetwork>
checked_network(const layers::LayerList& all, const layers::ResponseConfig& config,
                const std::optional<layers::SpeedProfile>& profile) {
  const auto has_roads = [](const auto& layer) { return is_road(layer->config); };
  if (!profile || std::ranges::none_of(all, has_roads))
    return std::nullopt;
  layers::CheckedNetwork checked;
  try {
    const auto network = layers::build_road_network(all, {}, {*profile, config.snap_tolerance_m});
    checked.counts = network_counts(*network);
    checked.summary = network_summary(*network);
    for (const auto& layer : all) {
      if (layer->config.kind == layers::Kind::station)
        append(checked.warnings, station_warnings(*network, *layer));
    }
  } catch (const std::exception& error) {
    checked.error = error.what();
  }
  return checked;
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

/// The plan's; when it cannot be read, that is among the broken.
std::optional<layers::SpeedProfile> profile_of(layers::LayerPlan& plan) {
  try {
    return layers::load_speed_profile(plan.config.response.profile);
  } catch (const geo::Error& error) {
    plan.broken.emplace_back(error.what());
    return std::nullopt;
  }
}

} // namespace

int run_check(const CheckRequest& request) {
  auto plan = tolerant_plan(request.sources);
  const auto profile = profile_of(plan);
  const bool has_roads = std::ranges::any_of(plan.config.layers, is_road);
  std::vector<layers::CheckedLayer> results;
  layers::LayerList kept;
  for (std::size_t i = 0; i < plan.config.layers.size(); ++i) {
    const auto& config = plan.config.layers[i];
    if (layers::question_of(config)) // it has no source
      continue;
    auto layer = checked(config, plan.because.empty() ? "" : plan.because[i],
                         has_roads && belongs_to_network(config));
    results.push_back(std::move(layer.result));
    if (layer.layer)
      kept.push_back(std::move(layer.layer));
  }
  const auto network = checked_network(kept, plan.config.response, profile);
  fmt::print("{}", request.json ? report_json(results, plan.broken, network)
                                : report_text(results, plan.broken, network));
  for (const auto& line : plan.notes)
    fmt::print(stderr, "passed over: {}\n", line);
  return is_clean(results) && plan.broken.empty() ? 0 : 1;
}

} // namespace server
