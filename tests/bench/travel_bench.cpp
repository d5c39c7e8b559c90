// travel_bench [ROUNDS]: travel times over an invented network of a million nodes, next to
// Dijkstra's algorithm with std::priority_queue over the same weights, alternately; and snapping.
// Prints medians.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <queue>
#include <random>
#include <vector>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"
#include "geo/road/travel_time.hpp"

namespace {

using geo::Deciseconds;
using geo::unreachable;

constexpr Deciseconds whole_graph = geo::TravelTimes::most_limit;

double milliseconds_now() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

double milliseconds_of(const std::function<void()>& work) {
  const double begin = milliseconds_now();
  work();
  return milliseconds_now() - begin;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// A grid of streets 100 m apart, somewhat out of line, of which some are missing; every one has a
/// speed of its own, so that no two become one edge. `bends`: vertices within a street.
geo::RoadGraph invented_network(int side, double missing, int bends, std::mt19937& random) {
  const geo::LocalPlane plane({105.8, 21.0});
  std::uniform_real_distribution<double> aside_m(-30, 30);
  std::uniform_real_distribution<float> speed_km_h(20, 60);
  std::uniform_real_distribution<double> chance(0, 1);
  std::vector<geo::LocalXY> crossings;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column)
      crossings.push_back({100.0 * column + aside_m(random), 100.0 * row + aside_m(random)});
  std::vector<geo::LonLat> points;
  std::vector<geo::RoadLine> lines;
  const auto points_per_street = static_cast<std::size_t>(bends) + 2;
  points.reserve(2 * crossings.size() * points_per_street);
  const auto add_street = [&](geo::LocalXY a, geo::LocalXY b) {
    if (chance(random) < missing)
      return;
    const auto first = points.size();
    for (int i = 0; i <= bends + 1; ++i) {
      const double share = static_cast<double>(i) / (bends + 1);
      const double aside = i == 0 || i == bends + 1 ? 0 : aside_m(random) / 10;
      points.push_back(plane.to_lonlat(
          {a.x_m + share * (b.x_m - a.x_m) + aside, a.y_m + share * (b.y_m - a.y_m) + aside}));
    }
    const float speed = speed_km_h(random);
    lines.push_back({std::span(points).subspan(first), speed, speed, 0});
  };
  const auto at = [&](int column, int row) {
    return crossings[static_cast<std::size_t>(row) * static_cast<std::size_t>(side) +
                     static_cast<std::size_t>(column)];
  };
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      if (column + 1 < side)
        add_street(at(column, row), at(column + 1, row));
      if (row + 1 < side)
        add_street(at(column, row), at(column, row + 1));
    }
  geo::RoadGraph graph;
  const double built_ms = milliseconds_of([&] { graph = geo::build_road_graph(lines); });
  fmt::print("network: {} nodes, {} arcs, {} points, {:.0f} MB, built in {:.2f} s\n",
             graph.node_count(), graph.arcs.size(), graph.points.size(),
             static_cast<double>(graph.bytes()) / 1e6, built_ms / 1000);
  return graph;
}

std::vector<geo::Origin> random_stations(const geo::RoadGraph& graph, int count,
                                         std::mt19937& random) {
  std::vector<geo::Origin> origins;
  for (int i = 0; i < count; ++i)
    origins.push_back({{static_cast<std::uint32_t>(random() % graph.edge_count()), 0}, 600});
  return origins;
}

/// What anybody would write: first-due times and stations from the first nodes of the edges.
class PlainSearch {
public:
  explicit PlainSearch(const geo::RoadGraph& graph)
      : m_graph(graph), m_times(graph.node_count(), unreachable), m_origins(graph.node_count()) {}

  void search(const geo::TravelWeights& weights, std::span<const geo::Origin> origins,
              Deciseconds limit) {
    for (const auto node : m_reached)
      m_times[node] = unreachable;
    m_reached.clear();
    for (std::uint32_t i = 0; i < origins.size(); ++i)
      offer(m_graph.edges[origins[i].at.edge].from, origins[i].start, i);
    while (!m_queue.empty()) {
      const auto [time, node] = m_queue.top();
      m_queue.pop();
      if (time > m_times[node])
        continue;
      for (auto i = m_graph.arc_starts[node]; i < m_graph.arc_starts[node + 1]; ++i)
        if (const auto [to, along] = weights.arcs[i]; along <= limit - time)
          offer(to, time + along, m_origins[node]);
    }
  }
  const std::vector<Deciseconds>& times() const { return m_times; }

private:
  void offer(std::uint32_t node, Deciseconds time, std::uint32_t origin) {
    if (m_times[node] <= time)
      return;
    if (m_times[node] == unreachable)
      m_reached.push_back(node);
    m_times[node] = time;
    m_origins[node] = origin;
    m_queue.emplace(time, node);
  }

  using Entry = std::pair<Deciseconds, std::uint32_t>;
  const geo::RoadGraph& m_graph;
  std::vector<Deciseconds> m_times;
  std::vector<std::uint32_t> m_origins;
  std::vector<std::uint32_t> m_reached;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_queue;
};

void compare(const geo::RoadGraph& graph, const std::vector<geo::Origin>& origins,
             Deciseconds limit, int rounds, const char* what) {
  const auto weights = geo::travel_weights(graph, graph.half_times, geo::Direction::outbound);
  geo::TravelTimes ours(graph);
  PlainSearch plain(graph);
  std::vector<double> ours_ms;
  std::vector<double> plain_ms;
  for (int round = 0; round <= rounds; ++round) { // the first one warms up
    const double plain_took = milliseconds_of([&] { plain.search(weights, origins, limit); });
    const double ours_took = milliseconds_of([&] { ours.search(weights, origins, limit); });
    if (round == 0)
      continue;
    plain_ms.push_back(plain_took);
    ours_ms.push_back(ours_took);
  }
  for (std::uint32_t node = 0; node < graph.node_count(); ++node)
    if (ours.at_node(node).cost != plain.times()[node])
      geo::fail(geo::ErrorKind::internal, "node {}: {} and {}", node, ours.at_node(node).cost,
                plain.times()[node]);
  fmt::print("{}: {} nodes reached, {:.2f} ms, std::priority_queue {:.2f} ms, ratio {:.2f}\n", what,
             ours.reached_nodes().size(), median(ours_ms), median(plain_ms),
             median(plain_ms) / median(ours_ms));
}

void measure_snapping(std::mt19937& random, int rounds) {
  const int side = 150;
  const auto town = invented_network(side, 0.2, 4, random);
  const geo::LocalPlane plane({105.8, 21.0});
  std::uniform_real_distribution<double> anywhere_m(0, 100.0 * side);
  std::vector<geo::LonLat> points;
  for (int i = 0; i < 100'000; ++i)
    points.push_back(plane.to_lonlat({anywhere_m(random), anywhere_m(random)}));
  for (const std::size_t count : {1U, 4U}) {
    std::vector<double> all_ms;
    std::size_t found = 0;
    for (int round = 0; round < rounds; ++round)
      all_ms.push_back(milliseconds_of([&] {
        found = 0;
        for (const auto& point : points)
          found += geo::snap(town, point, 200, count).size();
      }));
    fmt::print("snapping {} points to the {} nearest edges: {:.0f} ms, {} places\n", points.size(),
               count, median(all_ms), found);
  }
}

void measure(int rounds) {
  std::mt19937 random(1);
  const auto graph = invented_network(1005, 0.225, 0, random);
  const auto stations = random_stations(graph, 200, random);
  compare(graph, stations, whole_graph, rounds, "200 stations, whole network");
  compare(graph, {stations.front()}, 600 + 4800, 10 * rounds, "480 s around one station");
  measure_snapping(random, rounds);
}

} // namespace

int main(int argc, char** argv) {
  try {
    measure(argc > 1 ? std::max(1, std::atoi(argv[1])) : 7);
  } catch (const geo::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
