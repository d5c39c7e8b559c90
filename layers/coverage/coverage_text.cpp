#include <algorithm>
#include <iterator>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "layers/answers/feature_columns.hpp"
#include "layers/coverage/coverage_answer.hpp"
#include "layers/travel/travel_text.hpp"
#include "layers/travel/travel_warnings.hpp"

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
  return {{answer.is_radius ? "limit_m" : "limit_s", seconds_json(answer.limits[i])}};
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

/// A column for a number of seconds or metres.
AnswerColumn measured_column(const char* name, const Coverage& answer) {
  return {fmt::format("{}_{}", name, answer.is_radius ? "m" : "s"), ValueType::real, 1};
}

/// "covered_480_s", "covered_60.2_s", "covered_3000_m": limits that differ, differ in a tenth.
AnswerColumn limit_column(const char* name, const Coverage& answer, std::size_t limit,
                          int decimals) {
  return {fmt::format("{}_{}_{}", name, answer.limits[limit] / 10.0, answer.is_radius ? "m" : "s"),
          ValueType::real, decimals};
}

/// What areas have beside their class: their id, their own attributes, their sums.
std::vector<AnswerColumn> area_columns(const Coverage& answer, const FeatureColumns& own) {
  std::vector<AnswerColumn> columns = {declared(own.id)};
  for (const auto& attribute : own.attributes)
    columns.push_back(declared(attribute));
  columns.push_back({"total", ValueType::real, 1});
  for (std::size_t i = 0; i < answer.limits.size(); ++i) {
    columns.push_back(limit_column("covered", answer, i, 1));
    columns.push_back(limit_column("share", answer, i, 4));
    if (answer.before)
      columns.push_back(limit_column("change", answer, i, 1));
  }
  columns.push_back(measured_column("p90", answer));
  return columns;
}

std::vector<AnswerColumn> gap_columns(const Coverage& answer) {
  return {{"state"},
          {"rank", ValueType::integer},
          {"uncovered", ValueType::real, 1},
          {"places", ValueType::integer},
          measured_column("nearest", answer)};
}

/// Null for none.
Value value_of(const std::optional<double>& number) {
  return number ? Value(*number) : Value(Null());
}

std::vector<Value> area_values(const Coverage& answer, const CoverageOf& area,
                               const FeatureColumns& own) {
  std::vector<Value> values = {"area", own.id.values[area.feature]};
  for (const auto& attribute : own.attributes)
    values.push_back(value_in(attribute, area.feature));
  const auto& sums = area.sums;
  values.emplace_back(sums.total);
  for (std::size_t i = 0; i < answer.limits.size(); ++i) {
    values.emplace_back(sums.covered[i]);
    values.push_back(sums.total > 0 ? Value(sums.covered[i] / sums.total) : Value(Null()));
    if (answer.before)
      values.emplace_back(sums.covered[i] - answer.before->areas[area.feature].sums.covered[i]);
  }
  values.push_back(value_of(sums.p90_s));
  return values;
}

/// `of_areas`: so many columns of areas stand between the class and the columns of gaps.
std::vector<Value> gap_values(const Gap& gap, bool is_asked, std::size_t rank,
                              std::size_t of_areas) {
  std::vector<Value> values = {is_asked ? "gap" : "gap-before"};
  values.resize(1 + of_areas);
  values.insert(values.end(),
                {is_asked ? "asked" : "before", static_cast<std::int64_t>(rank), gap.weight,
                 static_cast<std::int64_t>(gap.points.size()), value_of(gap.nearest_s)});
  return values;
}

void add_areas(AnswerTable& table, const Coverage& coverage) {
  const auto& features = *coverage.area_layer->features;
  const auto own = feature_columns(features, "area");
  std::ranges::move(area_columns(coverage, own), std::back_inserter(table.columns));
  for (const auto& area : coverage.asked.areas)
    table.add(area_values(coverage, area, own), features.feature(area.feature));
}

void add_gaps(AnswerTable& table, const CoverageState& state, bool is_asked, std::size_t of_areas) {
  for (std::size_t i = 0; i < state.gaps.size(); ++i)
    table.add(gap_values(state.gaps[i], is_asked, i + 1, of_areas), state.gaps[i].polygons);
}

/// Areas and gaps have the class in common; their other columns stand one after the other.
AnswerTable features_of(const Coverage& coverage) {
  AnswerTable table;
  table.columns = {{"class"}};
  if (coverage.area_layer)
    add_areas(table, coverage);
  const auto of_areas = table.columns.size() - 1;
  std::ranges::move(gap_columns(coverage), std::back_inserter(table.columns));
  add_gaps(table, coverage.asked, true, of_areas);
  if (coverage.before)
    add_gaps(table, *coverage.before, false, of_areas);
  return table;
}

std::vector<std::string> warnings_of(const Coverage& coverage) {
  auto warnings = travel_warnings(coverage.asked.travel);
  const auto& demand = *coverage.demand;
  const auto warn = [&](std::size_t count, const char* what) {
    if (count > 0)
      warnings.push_back(fmt::format("layer \"{}\": {} of {} features {} and count as 0",
                                     demand.layer->config.id, count, demand.layer->features->size(),
                                     what));
  };
  warn(demand.without_weight, "have no weight");
  warn(demand.negative, "have a negative weight");
  return warnings;
}

} // namespace

PlannerAnswer coverage_answer(const Coverage& coverage) {
  PlannerAnswer answer;
  answer.warnings = warnings_of(coverage);
  answer.features = features_of(coverage);
  answer.summary = {{"demand", coverage.demand->layer->config.id},
                    {"places", coverage.demand->points.size()},
                    {"without_weight", coverage.demand->without_weight},
                    {"negative_weight", coverage.demand->negative},
                    {"asked", state_json(coverage, coverage.asked)}};
  if (coverage.demand->cell_m > 0)
    answer.summary["demand_cell_m"] = coverage.demand->cell_m;
  if (coverage.before) {
    answer.summary["before"] = state_json(coverage, *coverage.before);
    answer.summary["difference"] = difference_json(coverage);
  }
  return answer;
}

} // namespace layers
