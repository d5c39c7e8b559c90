#include "server/commands/check.hpp"

#include <exception>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "layers/derived_layers.hpp"
#include "layers/report.hpp"
#include "layers/source.hpp"
#include "server/map_loader.hpp"

namespace server {

namespace {

layers::CheckedLayer checked(layers::LayerConfig config, std::string because) {
  layers::CheckedLayer layer{std::move(config), std::move(because), {}, {}};
  try {
    layer.report = layers::read_layer(layer.config).report;
  } catch (const geo::Error& error) {
    layer.error = error.what();
  } catch (const std::exception& error) { // no memory, most likely
    layer.error = fmt::format("{}: cannot be read: {}", layer.config.source, error.what());
  }
  return layer;
}

template <typename T>
void append(std::vector<T>& all, std::vector<T>&& more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
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

} // namespace

int run_check(const CheckRequest& request) {
  const auto plan = tolerant_plan(request.sources);
  std::vector<layers::CheckedLayer> checked_layers;
  for (std::size_t i = 0; i < plan.config.layers.size(); ++i)
    if (!layers::question_of(plan.config.layers[i])) // it has no source
      checked_layers.push_back(
          checked(plan.config.layers[i], plan.because.empty() ? "" : plan.because[i]));
  fmt::print("{}", request.json ? report_json(checked_layers, plan.broken)
                                : report_text(checked_layers, plan.broken));
  for (const auto& line : plan.notes)
    fmt::print(stderr, "passed over: {}\n", line);
  return is_clean(checked_layers) && plan.broken.empty() ? 0 : 1;
}

} // namespace server
