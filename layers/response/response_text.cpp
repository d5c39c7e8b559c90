#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "layers/response/response.hpp"

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

ordered_json properties_of(const ResponseArea& area, const ResponseAreas& answer) {
  ordered_json properties = {{"class", class_of(area, answer)},
                             {"state", name_of(area.state)},
                             {"from_s", seconds(area.from)},
                             {"limit_s", seconds(area.limit)}};
  if (area.station) {
    const bool is_before = area.state == ResponseArea::State::before;
    const auto& station = (is_before ? *answer.before : answer.travel).stations[*area.station];
    properties["station"] = station.id;
    properties["station_name"] = station.name;
    if (!station.layer.empty())
      properties["station_layer"] = station.layer;
  }
  properties["area_km2"] = rounded(area.area_m2 / 1e6, 4);
  return properties;
}

/// Square kilometres by state and limit, over all stations.
ordered_json sums_of(const ResponseAreas& answer) {
  std::map<std::pair<ResponseArea::State, geo::Deciseconds>, double> sums_m2;
  for (const auto& area : answer.areas)
    sums_m2[{area.state, area.limit}] += area.area_m2;
  ordered_json sums = ordered_json::array();
  for (const auto& [key, area_m2] : sums_m2)
    sums.push_back({{"state", name_of(key.first)},
                    {"limit_s", seconds(key.second)},
                    {"area_km2", rounded(area_m2 / 1e6, 4)}});
  return sums;
}

} // namespace

PlannerAnswer response_answer(const ResponseAreas& areas) {
  PlannerAnswer answer;
  for (const auto& area : areas.areas)
    answer.add(properties_of(area, areas), area.polygons);
  answer.summary = {{"asked", describe(areas.travel)}};
  if (areas.before)
    answer.summary["before"] = describe(*areas.before);
  answer.summary["method"] = areas.cell_m > 0 ? "grid" : "exact";
  if (areas.cell_m > 0)
    answer.summary["cell_m"] = areas.cell_m;
  answer.summary["areas"] = sums_of(areas);
  return answer;
}

} // namespace layers
