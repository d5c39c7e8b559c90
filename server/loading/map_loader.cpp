#include "server/loading/map_loader.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>
#include <string_view>
#include <utility>

#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "geo/error.hpp"
#include "geo/shown_text.hpp"
#include "layers/config/layer_questions.hpp"
#include "layers/planner/derived_layers.hpp"
#include "layers/results/report.hpp"
#include "layers/text/source_path.hpp"
#include "layers/travel/response_model.hpp"
#include "server/loading/looks.hpp"
#include "server/options/options_reader.hpp"
#include "styles/style.hpp"

namespace server {

namespace {

void check_styles(const layers::Config& config) {
  for (const auto& layer : config.layers) {
    try {
      styles::load_style(layers::style_name(layer));
    } catch (const geo::Error& error) {
      geo::fail(error.kind(), "{}: layer \"{}\": {}", config.file, layer.id, error.what());
    }
  }
}

void log_problem(const std::string& layer, const layers::LoadReport::Problem& problem) {
  spdlog::log(problem.effect == layers::Effect::note ? spdlog::level::info : spdlog::level::warn,
              "{}: {}{}", layer, problem.effect == layers::Effect::lost ? "not served: " : "",
              layers::problem_text(problem));
}

/// `flood: hazard, 412 features (GPKG, EPSG:3405); guessed: polygons, "flood" in the name`, then
/// what happened to its features on the way in.
void log_layer(const layers::Layer& layer, const std::string& because) {
  const auto& config = layer.config;
  const auto& report = layer.report;
  spdlog::info("{}: {}, {} feature{} ({}, {}){}{}", config.id, layers::kind_name(config.kind),
               layer.features->size(), layer.features->size() == 1 ? "" : "s", report.format,
               report.crs.empty() ? "CRS84" : report.crs,
               because.empty() ? "" : "; guessed: ", because);
  for (const auto& problem : report.problems)
    log_problem(config.id, problem);
}

std::string because_of(const layers::LayerPlan& plan, std::size_t i) {
  return i < plan.because.size() ? plan.because[i] : "";
}

/// Whether the user asked for this very layer, so that the server must not start without it.
bool was_named(const layers::LayerPlan& plan, const layers::LayerConfig& config,
               const std::vector<std::string>& sources) {
  const auto is_among = [&](const std::string& source) {
    return std::ranges::find(sources, source) != sources.end();
  };
  return !plan.config.file.empty() || is_among(config.source) ||
         is_among(layers::file_behind(config.source)); // an archive
}

/// Lines begin with their source; that of an archive may be what is in it.
bool speaks_of(const std::string& line, const std::string& source) {
  return line.starts_with(geo::shown_text(source) + ": ") ||
         line.starts_with(geo::shown_text(layers::file_behind(source)) + ": ");
}

bool is_broken(const layers::LayerPlan& plan, const std::string& source) {
  const auto speaks = [&](const auto& line) { return speaks_of(line, source); };
  return std::ranges::any_of(plan.broken, speaks) || std::ranges::any_of(plan.not_read, speaks);
}

/// A file that was there.
bool is_missing(const layers::LayerConfig& config) {
  return !config.source.empty() && !layers::is_connection(config.source) &&
         !layers::path_exists(layers::file_behind(config.source));
}

} // namespace

namespace {

/// The layers that have a source.
std::vector<layers::LayerConfig> with_source(std::vector<layers::LayerConfig> configs) {
  std::erase_if(configs, [](const auto& config) { return config.request.has_value(); });
  return configs;
}

/// The network, and what of its roads' classes was not understood.
void log_network(const layers::RoadNetwork& network) {
  spdlog::info("roads: {}", layers::network_summary(network));
  for (std::size_t i = 0; i < network.roads.size(); ++i)
    for (const auto& problem : network.road_problems[i])
      log_problem(network.roads[i]->config.id, problem);
}

std::shared_ptr<const layers::ResponseModel>
response_model(const layers::Map& map, const layers::Config& config, const layers::Map& old) {
  try {
    auto model = layers::build_response_model(map.layers, config.response, old.response);
    if (model->network->has_roads() && (!old.response || model->network != old.response->network))
      log_network(*model->network);
    return model;
  } catch (const geo::Error& error) {
    const bool had_roads = old.response && old.response->network->has_roads();
    spdlog::warn("{}: {}", had_roads ? "the road network stays as it was" : "no road network",
                 error.what());
    return had_roads ? old.response
                     : layers::build_response_model(layers::without_roads(map.layers),
                                                    config.response, old.response);
  }
}

/// Where a layer of the configuration lies among those that are there.
std::ptrdiff_t place_of(const layers::LayerList& all,
                        const std::vector<layers::LayerConfig>& configs, std::size_t position) {
  return std::count_if(configs.begin(), configs.begin() + static_cast<std::ptrdiff_t>(position),
                       [&](const auto& config) { return layers::find_layer(all, config.id); });
}

/// Adds what is computed from the layers: the road network, and the layers that are answers. What
/// fails is an error line; an old layer then stays as it was.
void derive(layers::Map& map, const layers::Config& config, const layers::Map& old,
            std::vector<std::string>& errors) {
  map.response = response_model(map, config, old);
  for (std::size_t i = 0; i < config.layers.size(); ++i) {
    if (!config.layers[i].request)
      continue;
    auto layer = layers::find_layer(old.layers, config.layers[i].id);
    try {
      layer = layers::derive_layer(config.layers[i], map, layer);
    } catch (const geo::Error& error) {
      errors.emplace_back(error.what());
      layer = layer ? layers::stale(*layer, error.what()) : nullptr;
    }
    if (layer)
      map.layers.insert(map.layers.begin() + place_of(map.layers, config.layers, i), layer);
  }
}

} // namespace

layers::LayerPlan checked_plan(const std::vector<std::string>& sources,
                               const layers::LayerPlan& before) {
  auto plan = layers::plan_layers(sources, before);
  check_styles(plan.config);
  read_server_options(plan.config.file, plan.config.server_json);
  return plan;
}

void log_files_without_layers(const layers::LayerPlan& plan) {
  for (const auto& note : plan.notes)
    spdlog::info("passed over: {}", note);
  for (const auto& line : plan.not_read)
    spdlog::warn("not served: {}", line);
  for (const auto& line : plan.broken)
    spdlog::error("not served: {}", line);
}

namespace {

/// What is wrong with a style is an error line; the layer then stays as it was.
std::shared_ptr<const layers::Layer> looks_again(std::shared_ptr<const layers::Layer> layer,
                                                 std::vector<std::string>& errors) {
  try {
    return with_looks(layer);
  } catch (const geo::Error& error) {
    errors.push_back(fmt::format("layer \"{}\": {}", layer->config.id, error.what()));
    return layer;
  }
}

} // namespace

layers::Map load_map(const layers::LayerPlan& plan, const std::vector<std::string>& sources) {
  log_files_without_layers(plan);
  const auto configs = with_source(plan.config.layers);
  auto opened = layers::open_layers(configs);
  layers::Map map{plan.config.title, {}, nullptr};
  for (std::size_t i = 0; i < opened.size(); ++i) {
    auto& [layer, error] = opened[i];
    if (!layer && was_named(plan, configs[i], sources))
      geo::fail(geo::ErrorKind::invalid_input, "{}", error);
    if (!layer) {
      spdlog::error("not served: {}", error);
      continue;
    }
    log_layer(*layer, because_of(plan, i));
    map.layers.push_back(with_looks(std::move(layer)));
  }
  if (map.layers.empty())
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: no layer of it can be served; the lines above say why", fmt::join(sources, " "));
  std::vector<std::string> errors;
  derive(map, plan.config, {}, errors);
  if (!errors.empty())
    geo::fail(geo::ErrorKind::invalid_input, "{}: {}", plan.config.file, errors.front());
  return map;
}

layers::Map reload_map(const layers::Map& old, const layers::LayerPlan& plan, bool everything) {
  auto reloaded = layers::reload(old.layers, with_source(plan.config.layers), everything);
  layers::Map map{plan.config.title, {}, nullptr};
  for (auto& layer : reloaded.layers)
    map.layers.push_back(looks_again(std::move(layer), reloaded.errors));
  derive(map, plan.config, old, reloaded.errors);
  for (const auto& error : reloaded.errors)
    spdlog::error("reload: {}", error);
  for (std::size_t i = 0; i < plan.config.layers.size(); ++i) {
    const auto& id = plan.config.layers[i].id;
    if (std::ranges::find(reloaded.reread, id) != reloaded.reread.end())
      log_layer(*layers::find_layer(map.layers, id), because_of(plan, i));
  }
  return map;
}

void keep_broken_layers(layers::LayerPlan& plan, const layers::Map& old, bool keeps_missing) {
  auto& configs = plan.config.layers;
  std::size_t place = 0; // above the last old layer that is there still
  for (const auto& layer : old.layers) {
    const auto& config = layer->config;
    const auto found = std::ranges::find(configs, config.id, &layers::LayerConfig::id);
    if (found != configs.end()) {
      place = static_cast<std::size_t>(found - configs.begin()) + 1;
    } else if (is_broken(plan, config.source) || (keeps_missing && is_missing(config))) {
      const auto at = static_cast<std::ptrdiff_t>(place++);
      configs.insert(configs.begin() + at, config);
      plan.because.insert(plan.because.begin() + at, "as it was");
    }
  }
  const auto is_said_again = [&](const auto& line) { // by the reload
    return std::ranges::any_of(configs,
                               [&](const auto& config) { return speaks_of(line, config.source); });
  };
  std::erase_if(plan.broken, is_said_again);
  std::erase_if(plan.not_read, is_said_again);
}

} // namespace server
