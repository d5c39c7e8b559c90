#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "layers/response/response.hpp"
#include "layers/travel/travel_text.hpp"
#include "layers/travel/travel_warnings.hpp"

namespace layers {

using nlohmann::ordered_json;

namespace {

constexpr std::array<const char*, 4> state_names = {"asked", "before", "lost", "gained"};

const char* name_of(ResponseArea::State state) {
  return state_names.at(static_cast<std::size_t>(state));
}

/// What styles tell areas apart by.
std::string class_of(const ResponseArea& area, const ResponseAreas& answer) {
  if (area.state != ResponseArea::State::asked)
    return name_of(area.state);
  if (answer.split == ResponseRequest::Split::first_due)
    return fmt::format("station-{}", 1 + *area.station % station_classes);
  const auto band = std::ranges::find(answer.limits, area.limit) - answer.limits.begin();
  return fmt::format("band-{}", band + 1);
}

/// "limit_s"; "limit_m" of distances
std::string limit_key(const char* name, const ResponseAreas& answer) {
  return fmt::format("{}_{}", name, answer.standard ? "m" : "s");
}

std::vector<AnswerColumn> area_columns(const ResponseAreas& answer) {
  return {{"class"},
          {"state"},
          {limit_key("from", answer), ValueType::real, 1},
          {limit_key("limit", answer), ValueType::real, 1},
          {"station"},
          {"station_name"},
          {"station_layer"},
          {"area_km2", ValueType::real, 4}};
}

std::vector<Value> values_of(const ResponseArea& area, const ResponseAreas& answer) {
  Value id;
  Value name;
  Value layer;
  if (area.station) {
    const bool is_before = area.state == ResponseArea::State::before;
    const auto& station = (is_before ? *answer.before : answer.travel).stations[*area.station];
    id = station.id;
    name = station.name;
    if (!station.layer.empty())
      layer = station.layer;
  }
  return {class_of(area, answer), name_of(area.state), seconds(area.from), seconds(area.limit),
          std::move(id),          std::move(name),     std::move(layer),   area.area_m2 / 1e6};
}

/// What a sum is made over.
using StateAndLimit = std::pair<ResponseArea::State, geo::Deciseconds>;

struct AreaSum {
  geo::Deciseconds from = 0;
  double area_m2 = 0;
};

/// Square kilometres by state and limit, over all stations. A ring is what lies between its limit
/// and the one before; within its limit is also what lies in the rings before.
ordered_json sums_of(const ResponseAreas& answer) {
  std::map<StateAndLimit, AreaSum> sums;
  for (const auto& area : answer.areas) {
    auto& sum = sums[{area.state, area.limit}];
    sum.from = area.from;
    sum.area_m2 += area.area_m2;
  }
  ordered_json lines = ordered_json::array();
  for (const auto& [key, sum] : sums) {
    const auto state = key.first;
    double within_m2 = 0;
    for (const auto& [other, part] : sums)
      if (other == key || (sum.from > 0 && other.first == state && other.second < key.second))
        within_m2 += part.area_m2;
    lines.push_back({{"state", name_of(state)},
                     {limit_key("from", answer), seconds_json(sum.from)},
                     {limit_key("limit", answer), seconds_json(key.second)},
                     {"area_km2", rounded(sum.area_m2 / 1e6, 4)},
                     {"within_km2", rounded(within_m2 / 1e6, 4)}});
  }
  return lines;
}

} // namespace

PlannerAnswer response_answer(const ResponseAreas& areas) {
  PlannerAnswer answer;
  answer.features.columns = area_columns(areas);
  for (const auto& area : areas.areas)
    answer.features.add(values_of(area, areas), *area.polygons);
  answer.summary = {{"asked", describe(areas.travel)}};
  if (areas.before)
    answer.summary["before"] = describe(*areas.before);
  answer.summary["method"] = areas.cell_m > 0 ? "grid" : "exact";
  if (areas.cell_m > 0)
    answer.summary["cell_m"] = rounded(areas.cell_m, 3);
  if (areas.standard)
    answer.summary["standard"] = describe(*areas.standard, false);
  answer.summary["areas"] = sums_of(areas);
  answer.warnings = areas.standard ? straight_warnings(areas.travel, areas.scenario)
                                   : travel_warnings(areas.travel);
  return answer;
}

} // namespace layers
