#include "layers/travel/travel_warnings.hpp"

#include <algorithm>
#include <set>

#include <fmt/ranges.h>

#include "geo/shown_text.hpp"

namespace layers {

namespace {

/// A station that is warned of; 0: it is not its distance.
struct Warned {
  std::uint32_t station = 0;
  double road_m = 0;
};

using WarnedList = std::vector<Warned>;

/// However far it is.
double road_distance_m(const Travel& travel, geo::LonLat place) {
  constexpr double most_m = 20e6; // to the other side of the world
  const auto& graph = travel.network->graph;
  for (double within_m = 1000; within_m < most_m; within_m *= 4)
    if (const auto found = geo::snap(graph, place, within_m, 1, graph.accessible); !found.empty())
      return found.front().distance_m;
  return most_m;
}

std::string distance_text(double length_m) {
  return length_m < 2000 ? fmt::format("{:.0f} m", length_m)
                         : fmt::format("{:.1f} km", length_m / 1000);
}

/// `"7" (Đội 7) 850 m`
std::string text_of(const Travel& travel, const Warned& warned) {
  const auto& station = travel.stations[warned.station];
  auto text = fmt::format("\"{}\"", geo::on_one_line(station.id));
  if (station.name != station.id)
    text += fmt::format(" ({})", geo::on_one_line(station.name));
  return warned.road_m > 0 ? text + " " + distance_text(warned.road_m) : text;
}

/// Stations of the what-if first, then the farthest.
std::string list_of(const Travel& travel, WarnedList all) {
  constexpr std::size_t most_named = 20;
  std::ranges::stable_sort(all, {}, [&](const Warned& warned) {
    return std::pair(travel.unchanged_from[warned.station] != no_station, -warned.road_m);
  });
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(all.size(), most_named); ++i)
    texts.push_back(text_of(travel, all[i]));
  if (all.size() > most_named)
    texts.push_back(fmt::format("and {} more", all.size() - most_named));
  return fmt::format("{}", fmt::join(texts, ", "));
}

void append_warning(std::vector<std::string>& warnings, const Travel& travel, const WarnedList& all,
                    std::string_view which, std::string_view what) {
  if (!all.empty())
    warnings.push_back(fmt::format("stations {} ({} of {}), {}: {}", which, all.size(),
                                   travel.stations.size(), what, list_of(travel, all)));
}

} // namespace

std::vector<std::string> travel_warnings(const Travel& travel) {
  WarnedList far;
  WarnedList off;
  WarnedList across;
  WarnedList closed;
  WarnedList nowhere;
  const std::set<std::uint32_t> starting(travel.station_of.begin(), travel.station_of.end());
  const auto& reach = travel.station_reach;
  for (std::uint32_t i = 0; i < travel.stations.size(); ++i) {
    const auto& station = travel.stations[i];
    if (station.roads.empty()) {
      const double road_m = road_distance_m(travel, station.position);
      (road_m > reach.far_m ? off : across).push_back({i, road_m});
      continue;
    }
    if (std::ranges::binary_search(travel.cut_off, i))
      (starting.contains(i) ? nowhere : closed).push_back({i});
    if (station.roads.front().distance_m > reach.near_m)
      far.push_back({i, station.roads.front().distance_m});
  }
  auto warnings = travel.scenario->warnings;
  append_warning(warnings, travel, far, fmt::format("more than {:g} m from a road", reach.near_m),
                 "which start from the nearest one all the same, straight to it");
  append_warning(warnings, travel, off,
                 fmt::format("more than {:g} m from any road that one gets on along", reach.far_m),
                 "which reach nobody by road");
  append_warning(warnings, travel, across, "that water parts from every road",
                 "which reach nobody by road");
  append_warning(warnings, travel, closed, "cut off",
                 "because every road at them, or the way to it, is closed");
  append_warning(warnings, travel, nowhere, "cut off",
                 fmt::format("because the roads within {:g} m of them lead nowhere", reach.near_m));
  return warnings;
}

std::vector<std::string> straight_warnings(const Travel& travel, const ScenarioRequest& scenario) {
  auto warnings = travel.scenario->warnings;
  const auto warn = [&](bool is_asked, std::string_view parameter) {
    if (is_asked)
      warnings.push_back(fmt::format(
          "parameter {}: changes nothing, because the standard's radius is a straight line, which "
          "follows no road",
          parameter));
  };
  warn(!scenario.closed_by.empty(), "closed_by");
  warn(!scenario.slowed_by.empty(), "slowed_by");
  return warnings;
}

} // namespace layers
