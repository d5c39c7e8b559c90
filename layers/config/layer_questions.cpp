#include "layers/config/layer_questions.hpp"

#include <algorithm>

#include "geo/error.hpp"

namespace layers {

namespace {

void check_layer(const std::vector<LayerConfig>& all, const std::string& id,
                 std::string_view parameter) {
  if (!id.empty() && std::ranges::find(all, id, &LayerConfig::id) == all.end())
    geo::fail(geo::ErrorKind::not_found, "parameter {}: there is no layer \"{}\"", parameter, id);
}

void check_hazard(const std::vector<LayerConfig>& all, const std::string& id,
                  std::string_view parameter) {
  check_layer(all, id, parameter);
  if (std::ranges::find(all, id, &LayerConfig::id)->kind != Kind::hazard)
    geo::fail(geo::ErrorKind::not_found, "parameter {}: the layer \"{}\" is of no kind hazard",
              parameter, id);
}

} // namespace

std::string style_name(const LayerConfig& config) {
  if (!config.style.empty())
    return config.style;
  const auto* areas = config.request ? std::get_if<ResponseRequest>(&*config.request) : nullptr;
  const bool is_first_due = areas && areas->split == ResponseRequest::Split::first_due;
  return is_first_due ? "first-due" : std::string(kind_name(config.kind));
}

void check_layers_of(const PlannerRequest& request, const std::vector<LayerConfig>& all) {
  if (const auto* coverage = std::get_if<CoverageRequest>(&request)) {
    check_layer(all, coverage->demand, "demand");
    check_layer(all, coverage->area, "area");
    check_layer(all, coverage->hazard, "hazard");
  }
  const auto& scenario = std::visit(
      [](const auto& any) -> const auto& { return any.travel.scenario; }, request);
  for (const auto& condition : scenario.closed_by)
    check_hazard(all, condition.layer, "closed_by");
  for (const auto& slowed : scenario.slowed_by)
    check_hazard(all, slowed.where.layer, "slowed_by");
}

} // namespace layers
