#include "layers/coverage/verdicts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

namespace layers {

namespace {

/// People, and how many of them are reached within a limit.
struct Reached {
  double people = 0;
  double reached = 0;

  double missed() const { return people - reached; }
};

Reached reached_within(const CoverageSums& sums, std::size_t limit) {
  return {sums.total, sums.covered[limit]};
}

bool is_enough(double reached, double people, double required_share) {
  constexpr double rounding = 1e-9;
  return reached >= required_share * people * (1 - rounding);
}

/// People of the class, and those who may be of it.
void judge(Verdict& verdict, const Reached& of_class, const Reached& unknown, double required) {
  if (!(of_class.people + unknown.people > 0)) {
    verdict.why = "nobody lives there";
    return;
  }
  const bool at_worst = is_enough(of_class.reached, of_class.people + unknown.missed(), required);
  const bool at_best =
      is_enough(of_class.reached + unknown.reached, of_class.people + unknown.reached, required);
  if (at_worst == at_best)
    verdict.is_met = at_worst;
  else if (of_class.people > 0)
    verdict.why =
        fmt::format("it depends on {:.1f} people whose class of area is not known", unknown.people);
  else
    verdict.why = "nothing tells who lives in this class of area";
}

Verdict verdict_on(const Coverage& coverage, const CoverageState& state,
                   const Standard::Limit& limit) {
  Verdict verdict;
  verdict.limit = &limit;
  const auto units = static_cast<geo::Cost>(std::lround(limit.value * 10));
  verdict.number =
      static_cast<std::size_t>(std::ranges::find(coverage.limits, units) - coverage.limits.begin());
  const auto everybody = reached_within(state.sums, verdict.number);
  auto of_class = everybody;
  Reached unknown;
  if (!limit.area_class.empty()) {
    const auto& names = coverage.area_classes;
    const auto number = std::ranges::find(names, limit.area_class) - names.begin();
    const bool are_told = !state.classes.empty();
    of_class = are_told
                   ? reached_within(state.classes[static_cast<std::size_t>(number)], verdict.number)
                   : Reached{};
    unknown = are_told ? reached_within(state.classes.back(), verdict.number) : everybody;
  }
  judge(verdict, of_class, unknown, limit.percentile.value_or(100) / 100);
  const auto& shown = state.classes.empty() ? everybody : of_class;
  verdict.people = shown.people;
  verdict.reached = shown.reached;
  return verdict;
}

} // namespace

std::vector<Verdict> verdicts(const Coverage& coverage, const CoverageState& state) {
  std::vector<Verdict> all;
  for (const auto& limit : coverage.standard->limits)
    all.push_back(verdict_on(coverage, state, limit));
  return all;
}

std::vector<std::string> verdict_warnings(const Coverage& coverage) {
  if (coverage.area_classes.empty())
    return {};
  const auto& id = coverage.standard->id;
  if (!coverage.class_layer)
    return {fmt::format(
        R"(standard "{}": its limits differ by class of area ({}), and nothing tells who lives in )"
        R"(which; each is measured for everybody; name an attribute with "fields.area_class" in a )"
        R"(layer of people or of areas, or give areas that are all of one class "constant": )"
        R"({{"area_class": "urban"}})",
        id, fmt::join(coverage.area_classes, ", "))};
  const double unknown = coverage.asked.classes.back().total;
  if (!(unknown > 0))
    return {};
  return {fmt::format(R"(standard "{}": of {:.1f} of {:.1f} people layer "{}" does not tell the )"
                      "class of area ({})",
                      id, unknown, coverage.asked.sums.total, coverage.class_layer->config.id,
                      fmt::join(coverage.area_classes, ", "))};
}

} // namespace layers
