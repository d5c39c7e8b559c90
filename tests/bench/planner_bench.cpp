// planner_bench OSM_FILE FOLDER ROUNDS: what tests/bench/planner compares with its peers. Searches
// the roads of a town from one node and from twenty, finds the ways of 100,000 places to the road,
// and writes the graph (edges.csv), the times (times_1.csv, times_20.csv), the places (demand.csv)
// and as many stations (stations.csv) into the folder. Prints one line of JSON; medians.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numbers>
#include <random>

#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"
#include "geo/road/travel_time.hpp"
#include "layers/catalog/catalog.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/coverage/place_ways.hpp"

namespace {

namespace fs = std::filesystem;

constexpr geo::Deciseconds limit = 6000;
constexpr std::size_t origin_count = 20;
constexpr std::size_t place_count = 100'000;
constexpr double farthest_m = 60; ///< of a place from its road

double median_ms(int rounds, const std::function<void()>& work) {
  std::vector<double> all_ms;
  work(); // warms up
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    all_ms.push_back(took.count());
  }
  std::ranges::sort(all_ms);
  return all_ms[all_ms.size() / 2];
}

layers::LayerList opened(const std::vector<layers::LayerConfig>& configs) {
  layers::LayerList all;
  for (const auto& one : layers::open_layers(configs))
    if (one.layer)
      all.push_back(one.layer);
  return all;
}

std::ofstream csv(const fs::path& file, std::string_view header) {
  std::ofstream out(file);
  out << header << '\n';
  return out;
}

/// Seconds; as pgRouting has it, -1 is not passable.
double cost(geo::Deciseconds time) {
  return time == geo::unreachable ? -1 : time / 10.0;
}

void write_edges(const geo::RoadGraph& graph, const fs::path& folder) {
  auto out = csv(folder / "edges.csv", "id,source,target,cost,reverse_cost");
  for (std::size_t e = 0; e < graph.edge_count(); ++e)
    fmt::print(out, "{},{},{},{},{}\n", e, graph.edges[e].from, graph.edges[e].to,
               cost(graph.half_times[2 * e]), cost(graph.half_times[2 * e + 1]));
}

void write_times(const geo::TravelTimes& times, const fs::path& file) {
  auto out = csv(file, "node,seconds");
  for (const auto node : times.reached_nodes())
    fmt::print(out, "{},{}\n", node, times.at_node(node).cost / 10.0);
}

/// Somewhere beside a road.
geo::LonLat place_near_road(const geo::RoadGraph& graph, std::mt19937& random) {
  std::uniform_real_distribution<float> share(0, 1);
  std::uniform_real_distribution<double> away_m(5, farthest_m);
  std::uniform_real_distribution<double> bearing(0, 2 * std::numbers::pi);
  const auto edge = static_cast<std::uint32_t>(random() % graph.edge_count());
  const geo::LocalPlane plane(geo::position_of(graph, {edge, share(random)}));
  const double away = away_m(random);
  const double angle = bearing(random);
  return plane.to_lonlat({away * std::cos(angle), away * std::sin(angle)});
}

void write_places(const geo::RoadGraph& graph, std::size_t count, const fs::path& file,
                  std::mt19937& random) {
  auto out = csv(file, "id,lon,lat,population");
  for (std::size_t i = 0; i < count; ++i) {
    const auto place = place_near_road(graph, random);
    fmt::print(out, "{},{:.7f},{:.7f},{}\n", i + 1, place.lon, place.lat, 1 + random() % 9);
  }
}

/// Times at nodes from the first nodes of some edges, so that nothing has to be split.
nlohmann::ordered_json measure_search(const geo::RoadGraph& graph, std::size_t count,
                                      const fs::path& folder, int rounds, std::mt19937& random) {
  std::vector<geo::Origin> origins;
  nlohmann::ordered_json nodes = nlohmann::json::array();
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t edge = 0;
    do
      edge = static_cast<std::uint32_t>(random() % graph.edge_count());
    while (graph.components[graph.edges[edge].from] != 0);
    origins.push_back({{edge, 0}, 0});
    nodes.push_back(graph.edges[edge].from);
  }
  const auto weights = geo::travel_weights(graph, graph.half_times, geo::Direction::outbound);
  geo::TravelTimes times(graph);
  const double took_ms = median_ms(rounds, [&] { times.search(weights, origins, limit); });
  write_times(times, folder / fmt::format("times_{}.csv", count));
  return {{"origins", nodes},
          {"limit_s", limit / 10},
          {"reached", times.reached_nodes().size()},
          {"ms", took_ms}};
}

nlohmann::ordered_json measure_snapping(const layers::RoadNetwork& network, const fs::path& file,
                                        int rounds) {
  layers::LayerConfig config;
  config.id = "demand";
  config.kind = layers::Kind::demand;
  config.source = file.string();
  config.fields = {{"population", "population"}};
  const auto all = opened({config});
  if (all.empty())
    geo::fail(geo::ErrorKind::invalid_input, "{}: cannot be read", file.string());
  const auto demand = layers::build_demand(all.front());
  const auto scenario = layers::build_scenario(network, {});
  const auto weights =
      geo::travel_weights(network.graph, scenario.half_times, geo::Direction::outbound);
  const layers::RoadAccess access(network, scenario, weights, {100, 7.2});
  std::size_t ways = 0;
  const double took_ms =
      median_ms(rounds, [&] { ways = layers::ways_by_node(demand, access).ways.size(); });
  return {{"places", place_count}, {"ways", ways}, {"ms", took_ms}};
}

void measure(const std::string& source, const fs::path& folder, int rounds) {
  const auto network = layers::build_road_network(opened(layers::osm_layers(source)), {},
                                                  {layers::load_speed_profile("fire-engine"), 0});
  const auto& graph = network->graph;
  std::mt19937 random(1);
  write_edges(graph, folder);
  write_places(graph, origin_count, folder / "stations.csv", random);
  write_places(graph, place_count, folder / "demand.csv", random);
  nlohmann::ordered_json figures{{"nodes", graph.node_count()}, {"edges", graph.edge_count()}};
  for (const auto count : {std::size_t{1}, origin_count})
    figures["searches"].push_back(measure_search(graph, count, folder, 20 * rounds, random));
  figures["snapping"] = measure_snapping(*network, folder / "demand.csv", rounds);
  fmt::print("{}\n", figures.dump());
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: planner_bench OSM_FILE FOLDER ROUNDS\n");
    return 2;
  }
  try {
    measure(argv[1], argv[2], std::max(1, std::atoi(argv[3])));
  } catch (const geo::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
