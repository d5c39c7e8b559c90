#include "layers/coverage/coverage_answer.hpp"
#include "layers/features/role_values.hpp"
#include "layers/travel/limit_text.hpp"

namespace layers {

namespace {

/// Whom the demand stands for.
Text who_of(const Coverage& coverage) {
  const auto& layer = *coverage.demand->layer;
  if (layer.config.kind == Kind::incident)
    return both("Sự cố", "Incidents");
  const bool is_people = layer.config.kind == Kind::demand || has_role(layer, "weight") ||
                         has_role(layer, "population");
  return is_people ? both("Dân cư", "People") : both("Địa điểm", "Places");
}

LimitMeasure measure_of(const Coverage& coverage) {
  return coverage.is_radius ? LimitMeasure::distance : LimitMeasure::time;
}

/// When the clock starts, or how distances are measured, where that is the norm's to say; and the
/// norm.
Text by_norm(const Coverage& coverage) {
  if (!coverage.standard)
    return {};
  Text how;
  if (coverage.is_radius)
    how = coverage.request.by_network ? both(" theo đường bộ", " by road")
                                      : both(" theo đường thẳng", " in a straight line");
  else if (coverage.standard->clock == Standard::Clock::dispatch)
    how = both(" kể từ khi điều động", " of dispatch");
  else if (coverage.standard->clock == Standard::Clock::wheels_rolling)
    how = both(" kể từ khi xe lăn bánh", " of wheels rolling");
  return in_a_row({how, both(" – ", " – "), coverage.standard->title});
}

Text gap_title(const Coverage& coverage) {
  const bool is_inbound = coverage.request.travel.direction == geo::Direction::inbound;
  const auto verb = coverage.is_radius || is_inbound
                        ? both(" cách mọi trụ sở hơn ", " more than ")
                        : both(" không có đội đến kịp trong ", " not reached within ");
  const auto from = coverage.is_radius || is_inbound ? both("", " from every station") : Text{};
  const auto limit = limits_text(std::span(coverage.limits).last(1), measure_of(coverage));
  return in_a_row({who_of(coverage), verb, limit, from, by_norm(coverage)});
}

Text area_title(const Coverage& coverage) {
  return in_a_row({both("Địa bàn, tính trong ", "Area, counted within "),
                   limits_text(coverage.limits, measure_of(coverage)), by_norm(coverage)});
}

} // namespace

FeatureClasses coverage_classes(const Coverage& coverage) {
  FeatureClasses classes;
  if (coverage.area_layer)
    classes.push_back({"area", area_title(coverage)});
  if (coverage.request.gaps > 0)
    classes.push_back({"gap", gap_title(coverage)});
  return classes;
}

} // namespace layers
