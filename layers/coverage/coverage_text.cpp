#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "layers/coverage/coverage_answer.hpp"

namespace layers {

using nlohmann::ordered_json;

namespace {

/// People and the like: fractions of cells do not need more digits than that.
double people(double weight) {
  return rounded(weight, 1);
}

ordered_json optional_seconds(const std::optional<double>& value) {
  return value ? ordered_json(rounded(*value, 1)) : ordered_json(nullptr);
}

/// {"limit_s": 480} or {"limit_m": 3000}
ordered_json limit_of(const Coverage& answer, std::size_t i) {
  return {{answer.is_radius ? "limit_m" : "limit_s", seconds(answer.limits[i])}};
}

ordered_json limits_json(const Coverage& answer, const CoverageSums& sums) {
  ordered_json limits = ordered_json::array();
  const auto k = answer.request.stations_due;
  for (std::size_t i = 0; i < answer.limits.size(); ++i) {
    auto line = limit_of(answer, i);
    line["covered"] = people(sums.covered[i]);
    line["uncovered"] = people(sums.total - sums.covered[i]);
    line["share"] = sums.total > 0 ? ordered_json(rounded(sums.covered[i] / sums.total, 4))
                                   : ordered_json(nullptr);
    ordered_json by_due = ordered_json::array();
    for (std::size_t due = 0; due < k; ++due)
      by_due.push_back(people(sums.covered_by_k[i * k + due]));
    line["covered_by_due"] = by_due;
    limits.push_back(line);
  }
  return limits;
}

ordered_json sums_json(const Coverage& answer, const CoverageSums& sums) {
  ordered_json text = {{"total", people(sums.total)}, {"limits", limits_json(answer, sums)}};
  ordered_json depth = ordered_json::array();
  for (const double weight : sums.depth)
    depth.push_back(people(weight));
  text["depth"] = depth;
  text[answer.is_radius ? "distance_m" : "arrival_s"] = {{"p50", optional_seconds(sums.p50_s)},
                                                         {"p90", optional_seconds(sums.p90_s)},
                                                         {"p95", optional_seconds(sums.p95_s)}};
  return text;
}

ordered_json standard_json(const Coverage& answer, const CoverageSums& sums) {
  const auto& standard = *answer.standard;
  ordered_json text = {
      {"id", standard.id},
      {"title", standard.title},
      {"source", standard.source},
      {"certainty", standard.certainty},
      {"by", answer.is_radius && !answer.request.by_network ? "straight line" : "road"}};
  ordered_json verdicts = ordered_json::array();
  for (const auto& limit : standard.limits) {
    const auto units = static_cast<geo::Cost>(limit.value * 10 + 0.5);
    const auto found = std::ranges::find(answer.limits, units);
    if (found == answer.limits.end())
      continue;
    const auto i = static_cast<std::size_t>(found - answer.limits.begin());
    const double share = sums.total > 0 ? sums.covered[i] / sums.total : 0;
    auto verdict = limit_of(answer, i);
    verdict["area_class"] = limit.area_class;
    verdict["share"] = rounded(share, 4);
    if (limit.percentile) {
      verdict["wanted_share"] = *limit.percentile / 100;
      verdict["is_met"] = share * 100 >= *limit.percentile;
    }
    verdicts.push_back(verdict);
  }
  text["limits"] = verdicts;
  return text;
}

ordered_json hazards_json(const Coverage& answer, const CoverageState& state) {
  ordered_json list = ordered_json::array();
  for (const auto& zone : state.hazards) {
    ordered_json text = {{"type", zone.type}, {"severity", zone.severity}};
    text.update(sums_json(answer, zone.sums));
    list.push_back(text);
  }
  return list;
}

ordered_json state_json(const Coverage& answer, const CoverageState& state) {
  auto text = sums_json(answer, state.sums);
  text["travel"] = describe(state.travel);
  if (answer.standard)
    text["standard"] = standard_json(answer, state.sums);
  if (!answer.request.hazard.empty())
    text["hazards"] = hazards_json(answer, state);
  return text;
}

/// Asked minus before: what is lost is negative.
ordered_json difference_json(const Coverage& answer) {
  ordered_json limits = ordered_json::array();
  for (std::size_t i = 0; i < answer.limits.size(); ++i) {
    auto line = limit_of(answer, i);
    line["covered"] = people(answer.asked.sums.covered[i] - answer.before->sums.covered[i]);
    limits.push_back(line);
  }
  return limits;
}

void add_areas(PlannerAnswer& answer, const Coverage& coverage) {
  const auto& features = *coverage.area_layer->features;
  for (const auto& area : coverage.asked.areas) {
    ordered_json properties = {{"class", "area"}};
    const auto own = ordered_json::parse("{" + std::string(features.json_text(area.feature)) + "}");
    properties["area"] = own["id"];
    properties["area_properties"] = own["properties"];
    properties["total"] = people(area.sums.total);
    for (std::size_t i = 0; i < coverage.limits.size(); ++i) {
      const auto name =
          fmt::format("{}{}", coverage.limits[i] / 10, coverage.is_radius ? "_m" : "_s");
      properties["covered_" + name] = people(area.sums.covered[i]);
      properties["share_" + name] =
          area.sums.total > 0 ? ordered_json(rounded(area.sums.covered[i] / area.sums.total, 4))
                              : ordered_json(nullptr);
      if (coverage.before)
        properties["change_" + name] =
            people(area.sums.covered[i] - coverage.before->areas[area.feature].sums.covered[i]);
    }
    properties[coverage.is_radius ? "p90_m" : "p90_s"] = optional_seconds(area.sums.p90_s);
    answer.add(properties, features.feature(area.feature));
  }
}

void add_gaps(PlannerAnswer& answer, const Coverage& coverage, const CoverageState& state) {
  const bool is_asked = &state == &coverage.asked;
  int rank = 0;
  for (const auto& gap : state.gaps)
    answer.add({{"class", is_asked ? "gap" : "gap-before"},
                {"state", is_asked ? "asked" : "before"},
                {"rank", ++rank},
                {"uncovered", people(gap.weight)},
                {"places", gap.points.size()},
                {coverage.is_radius ? "nearest_m" : "nearest_s", optional_seconds(gap.nearest_s)}},
               gap.polygons);
}

} // namespace

PlannerAnswer coverage_answer(const Coverage& coverage) {
  PlannerAnswer answer;
  if (coverage.area_layer)
    add_areas(answer, coverage);
  add_gaps(answer, coverage, coverage.asked);
  if (coverage.before)
    add_gaps(answer, coverage, *coverage.before);
  answer.summary = {{"demand", coverage.demand->layer->config.id},
                    {"places", coverage.demand->points.size()},
                    {"without_weight", coverage.demand->without_weight},
                    {"negative_weight", coverage.demand->negative},
                    {"asked", state_json(coverage, coverage.asked)}};
  if (coverage.before) {
    answer.summary["before"] = state_json(coverage, *coverage.before);
    answer.summary["difference"] = difference_json(coverage);
  }
  return answer;
}

} // namespace layers
