#include "server/commands/check.hpp"

#include <utility>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "layers/discovery.hpp"
#include "layers/report.hpp"
#include "layers/source.hpp"

namespace server {

namespace {

layers::CheckedLayer checked(layers::LayerConfig config, std::string because) {
  layers::CheckedLayer layer{std::move(config), std::move(because), {}, {}};
  try {
    layer.report = layers::read_layer(layer.config).report;
  } catch (const geo::Error& error) {
    layer.error = error.what();
  }
  return layer;
}

} // namespace

int run_check(const CheckRequest& request) {
  const auto plan = layers::plan_layers(request.arguments);
  std::vector<layers::CheckedLayer> checked_layers;
  for (std::size_t i = 0; i < plan.config.layers.size(); ++i)
    checked_layers.push_back(
        checked(plan.config.layers[i], plan.because.empty() ? "" : plan.because[i]));
  fmt::print("{}", request.json ? report_json(checked_layers) : report_text(checked_layers));
  for (const auto& line : plan.notes)
    fmt::print(stderr, "not a layer: {}\n", line);
  for (const auto& line : plan.broken)
    fmt::print(stderr, "broken: {}\n", line);
  return is_clean(checked_layers) && plan.broken.empty() ? 0 : 1;
}

} // namespace server
