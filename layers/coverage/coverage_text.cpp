#include <algorithm>
#include <iterator>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "geo/shown_text.hpp"
#include "layers/coverage/coverage_answer.hpp"
#include "layers/coverage/coverage_rows.hpp"
#include "layers/coverage/verdicts.hpp"
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

ordered_json share_json(double part, double whole) {
  return whole > 0 ? ordered_json(rounded(part / whole, 4)) : ordered_json(nullptr);
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
    line["share"] = share_json(sums.covered[i], sums.total);
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

ordered_json verdict_json(const Coverage& answer, const Verdict& verdict) {
  const auto& limit = *verdict.limit;
  auto text = limit_of(answer, verdict.number);
  if (!limit.area_class.empty())
    text["area_class"] = limit.area_class;
  if (!limit.applies_to.empty())
    text["applies_to"] = limit.applies_to;
  text["required_share"] =
      limit.percentile ? ordered_json(*limit.percentile / 100) : ordered_json(nullptr);
  text["share"] = share_json(verdict.reached, verdict.people);
  text["people"] = people(verdict.people);
  text["uncovered"] = people(verdict.people - verdict.reached);
  text["is_met"] = verdict.is_met ? ordered_json(*verdict.is_met) : ordered_json(nullptr);
  if (!verdict.is_met)
    text["why"] = verdict.why;
  return text;
}

ordered_json standard_json(const Coverage& answer, const CoverageState& state) {
  auto text = describe(*answer.standard, needs_roads(answer.request));
  if (answer.class_layer) {
    text["area_classes_by"] = answer.class_layer->config.id;
    text["people_without_class"] = people(state.classes.back().total);
  }
  ordered_json limits = ordered_json::array();
  for (const auto& verdict : verdicts(answer, state))
    limits.push_back(verdict_json(answer, verdict));
  text["limits"] = limits;
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

std::vector<std::string> ids_of(const Travel& travel, const std::vector<std::uint32_t>& stations) {
  std::vector<std::string> ids;
  for (const auto station : stations)
    ids.push_back(travel.stations[station].id);
  return ids;
}

ordered_json state_json(const Coverage& answer, const CoverageState& state) {
  auto text = sums_json(answer, state.sums);
  text["travel"] = describe(state.travel);
  if (!state.idle.empty())
    text["travel"]["without_effect"] = ids_of(state.travel, state.idle);
  if (answer.standard)
    text["standard"] = standard_json(answer, state);
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

/// Stations that arrive in time, one for each of the people there.
double arrivals_in(const CoverageSums& sums) {
  double arrivals = 0;
  for (std::size_t stations = 0; stations < sums.depth.size(); ++stations)
    arrivals += sums.depth[stations] * static_cast<double>(stations);
  return arrivals;
}

/// Where stations of the what-if are of no use, why. One that moves away may be missed where it
/// was.
std::vector<std::string> idle_warnings(const Coverage& coverage) {
  const auto& idle = coverage.asked.idle;
  if (idle.empty())
    return {};
  const auto& what_if = coverage.request.travel.what_if;
  const bool are_only_added = what_if.moved.empty() && what_if.removed.empty();
  const bool nobody_at_all =
      are_only_added && arrivals_in(coverage.asked.sums) == arrivals_in(coverage.before->sums);
  const auto due = coverage.request.stations_due;
  const auto others = nobody_at_all ? std::string()
                      : due == 1    ? std::string(" before another station does")
                                    : fmt::format(" before {} others do", due);
  return {fmt::format(
      "stations of the what-if that reach nobody within {} {}{}{}: {}",
      coverage.limits.back() / 10.0, coverage.is_radius ? "m" : "s", others,
      are_only_added ? ", so that they change nothing" : "",
      geo::on_one_line(fmt::format("{}", fmt::join(ids_of(coverage.asked.travel, idle), ", "))))};
}

/// Buildings whose outline is not closed, for instance.
std::ptrdiff_t line_count(const Layer& layer) {
  return std::ranges::count(layer.features->geometry.part_types, geo::PartType::line);
}

std::vector<std::string> warnings_of(const Coverage& coverage) {
  const auto& request = coverage.request;
  auto warnings = needs_roads(request)
                      ? travel_warnings(coverage.asked.travel)
                      : straight_warnings(coverage.asked.travel, request.travel.scenario);
  std::ranges::move(idle_warnings(coverage), std::back_inserter(warnings));
  const auto& demand = *coverage.demand;
  const auto warn = [&](std::size_t count, const char* what) {
    if (count > 0)
      warnings.push_back(fmt::format("layer \"{}\": {} of {} features {} and count as 0",
                                     demand.layer->config.id, count, demand.layer->features->size(),
                                     what));
  };
  warn(demand.without_weight, "have no weight");
  warn(demand.negative, "have a negative weight");
  if (demand.without_dwellings > 0)
    warnings.push_back(fmt::format(R"(layer "{}": {} of {} features have nothing of layer "{}" in )"
                                   "them; their people are spread over them evenly",
                                   demand.layer->config.id, demand.without_dwellings,
                                   demand.layer->features->size(), demand.dwellings->config.id));
  if (const auto lines = demand.dwellings ? line_count(*demand.dwellings) : 0; lines > 0)
    warnings.push_back(fmt::format("layer \"{}\": nobody is taken to live on {} {} of it",
                                   demand.dwellings->config.id, lines,
                                   lines == 1 ? "line" : "lines"));
  std::ranges::move(verdict_warnings(coverage), std::back_inserter(warnings));
  return warnings;
}

} // namespace

PlannerAnswer coverage_answer(const Coverage& coverage) {
  PlannerAnswer answer;
  answer.warnings = warnings_of(coverage);
  answer.features = coverage_rows(coverage);
  answer.summary = {{"demand", coverage.demand->layer->config.id},
                    {"places", coverage.demand->points.size()},
                    {"without_weight", coverage.demand->without_weight},
                    {"negative_weight", coverage.demand->negative},
                    {"asked", state_json(coverage, coverage.asked)}};
  if (coverage.demand->cell_m > 0)
    answer.summary["demand_cell_m"] = coverage.demand->cell_m;
  if (coverage.demand->dwellings)
    answer.summary["spread_over"] = coverage.demand->dwellings->config.id;
  if (coverage.before) {
    answer.summary["before"] = state_json(coverage, *coverage.before);
    answer.summary["difference"] = difference_json(coverage);
  }
  return answer;
}

} // namespace layers
