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

std::vector<AnswerColumn> area_columns() {
  return {{"class"},
          {"state"},
          {"from_s", ValueType::real, 1},
          {"limit_s", ValueType::real, 1},
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

/// Square kilometres by state and limit, over all stations.
ordered_json sums_of(const ResponseAreas& answer) {
  std::map<std::pair<ResponseArea::State, geo::Deciseconds>, double> sums_m2;
  for (const auto& area : answer.areas)
    sums_m2[{area.state, area.limit}] += area.area_m2;
  ordered_json sums = ordered_json::array();
  for (const auto& [key, area_m2] : sums_m2)
    sums.push_back({{"state", name_of(key.first)},
                    {"limit_s", seconds_json(key.second)},
                    {"area_km2", rounded(area_m2 / 1e6, 4)}});
  return sums;
}

} // namespace

PlannerAnswer response_answer(const ResponseAreas& areas) {
  PlannerAnswer answer;
  answer.features.columns = area_columns();
  for (const auto& area : areas.areas)
    answer.features.add(values_of(area, areas), *area.polygons);
  answer.summary = {{"asked", describe(areas.travel)}};
  if (areas.before)
    answer.summary["before"] = describe(*areas.before);
  answer.summary["method"] = areas.cell_m > 0 ? "grid" : "exact";
  if (areas.cell_m > 0)
    answer.summary["cell_m"] = rounded(areas.cell_m, 3);
  answer.summary["areas"] = sums_of(areas);
  answer.warnings = travel_warnings(areas.travel);
  return answer;
}

} // namespace layers
