#include <algorithm>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

#include "geo/shown_text.hpp"
#include "layers/features/feature_names.hpp"
#include "layers/roads/road_network.hpp"

namespace layers {

namespace {

constexpr double least_component_share = 0.01;

/// What features are called: by their names, else their ids.
std::vector<std::string> names_of(const Layer& layer) {
  auto names = feature_names(layer);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      names[i] = "id " + layer.features->id_text(i);
  }
  return names;
}

std::string station_warning(const RoadNetwork& network, double road_m, geo::LonLat place,
                            double near_m) {
  const auto& graph = network.graph;
  const auto found = geo::snap(graph, place, near_m, 1, graph.accessible);
  if (found.empty())
    return fmt::format("lies farther than {:g} m from every road that one gets on along", near_m);
  const auto component = graph.components[graph.edges[found[0].at.edge].from];
  const double component_m = graph.component_lengths_m[component];
  if (component == 0 || component_m >= least_component_share * road_m)
    return "";
  return fmt::format("lies at {:.1f} km of road that are not connected with the rest",
                     component_m / 1000);
}

/// The first few: `0.30 m off at 8.01,50.000003, ...`
std::string places_text(const std::vector<geo::NearEnd>& ends) {
  constexpr std::size_t most_shown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(ends.size(), most_shown); ++i)
    text += fmt::format("{}{:.2f} m at {:.6f},{:.6f}", i > 0 ? ", " : "", ends[i].gap_m,
                        ends[i].at.lon, ends[i].at.lat);
  return ends.size() > most_shown ? text + ", …" : text;
}

void warn_of_ends(const RoadNetwork& network, geo::NearEnd::Why why, std::string_view mend,
                  std::vector<std::string>& warnings) {
  auto ends = network.graph.near_ends;
  std::erase_if(ends, [&](const geo::NearEnd& end) { return end.why != why; });
  if (!ends.empty())
    warnings.push_back(fmt::format("{} {} near another road and {} not connected with it: {}; {}",
                                   ends.size(), ends.size() == 1 ? "road ends" : "roads end",
                                   ends.size() == 1 ? "is" : "are", places_text(ends), mend));
}

} // namespace

NetworkCounts network_counts(const RoadNetwork& network) {
  const auto& graph = network.graph;
  const auto& lengths = graph.component_lengths_m;
  NetworkCounts counts;
  counts.nodes = graph.node_count();
  counts.edges = graph.edge_count();
  counts.road_m = std::accumulate(lengths.begin(), lengths.end(), 0.0);
  counts.components = lengths.size();
  counts.largest_share = counts.road_m > 0 ? lengths.front() / counts.road_m : 0;
  return counts;
}

std::string network_summary(const RoadNetwork& network) {
  const auto counts = network_counts(network);
  auto text = fmt::format("{} nodes, {} edges, {:.1f} km of road; ", counts.nodes, counts.edges,
                          counts.road_m / 1000);
  if (counts.components == 1)
    return text + "all of it connected";
  return text + fmt::format("{} parts that are not connected, {:.1f} % of the road in the largest",
                            counts.components, 100 * counts.largest_share);
}

std::vector<std::string> road_warnings(const RoadNetwork& network) {
  std::vector<std::string> warnings;
  const auto& ferries = network.ferries;
  if (ferries.not_taken > 0)
    warnings.push_back(
        fmt::format("{} {} not taken: {:.1f} km; give \"ferry\" a speed in the profile's "
                    "\"class_km_h\" to take them",
                    ferries.not_taken, ferries.not_taken == 1 ? "ferry" : "ferries",
                    ferries.not_taken_m / 1000));
  using Why = geo::NearEnd::Why;
  warn_of_ends(network, Why::gap, "raise \"response.snap_tolerance_m\" if they meet there",
               warnings);
  warn_of_ends(
      network, Why::level,
      "its \"layer\" is another: end them on its line, or give both one, if they meet there",
      warnings);
  warn_of_ends(network, Why::height,
               "its height (z) is another: give both one, or none, if they meet there", warnings);
  return warnings;
}

std::vector<std::string> station_warnings(const RoadNetwork& network, const Layer& stations,
                                          double near_m) {
  const auto names = names_of(stations);
  const double road_m = network_counts(network).road_m;
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < stations.features->size(); ++i) {
    const auto warning =
        station_warning(network, road_m, stations.features->feature(i).points()[0], near_m);
    if (!warning.empty())
      warnings.push_back(fmt::format("{}: station \"{}\" {}", stations.config.id,
                                     geo::on_one_line(names[i]), warning));
  }
  return warnings;
}

} // namespace layers
