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

std::optional<Question> question_of(const LayerConfig& config) {
  if (config.kind == Kind::response)
    return Question::response_areas;
  if (config.kind == Kind::coverage)
    return Question::coverage;
  return std::nullopt;
}

std::string style_name(const LayerConfig& config) {
  if (!config.style.empty())
    return config.style;
  const bool is_first_due = config.kind == Kind::response &&
                            read_area_request(Question::response_areas, config.parameters).split ==
                                ResponseRequest::Split::first_due;
  return is_first_due ? "first-due" : std::string(kind_name(config.kind));
}

void check_layers_of(Question question, const Params& params, const std::vector<LayerConfig>& all) {
  TravelRequest travel;
  if (question == Question::coverage) {
    const auto request = read_coverage_request(params);
    check_layer(all, request.demand, "demand");
    check_layer(all, request.area, "area");
    check_layer(all, request.hazard, "hazard");
    travel = request.travel;
  } else if (question == Question::nearest_stations) {
    travel = read_nearest_request(params).travel;
  } else {
    travel = read_area_request(question, params).travel;
  }
  for (const auto& condition : travel.scenario.closed_by)
    check_hazard(all, condition.layer, "closed_by");
  for (const auto& slowed : travel.scenario.slowed_by)
    check_hazard(all, slowed.where.layer, "slowed_by");
}

} // namespace layers
