#include "layers/coverage/coverage.hpp"

#include <cmath>
#include <numeric>
#include <random>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/local_plane.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using geo::Cost;
using geo::LonLat;
using geo::Origin;
using geo::unreachable;
using layers::all_points;
using layers::Arrivals;
using layers::Demand;
using layers::Scenario;
using layers::sum_coverage;
using testing::ElementsAre;

const geo::LocalPlane plane({105.8, 21});

layers::RoadNetwork network_of(const std::vector<std::vector<geo::LocalXY>>& streets, float km_h) {
  std::vector<std::vector<LonLat>> lines;
  for (const auto& street : streets) {
    auto& line = lines.emplace_back();
    for (const auto at : street)
      line.push_back(plane.to_lonlat(at));
  }
  std::vector<geo::RoadLine> roads;
  for (const auto& line : lines)
    roads.push_back({line, km_h, km_h});
  layers::RoadNetwork network;
  network.graph = geo::build_road_graph(roads);
  return network;
}

/// A street of 4 km, one edge; at 36 km/h 10 m take a second, and a quarter 1000 deciseconds.
layers::RoadNetwork street() {
  return network_of({{{0, 0}, {4000, 0}}}, 36);
}

Scenario normal_day(const layers::RoadNetwork& network) {
  Scenario scenario;
  scenario.half_times = network.graph.half_times;
  scenario.zone_closed.assign(network.zones.size(), 0);
  return scenario;
}

void add_place(Demand& demand, LonLat position, double weight) {
  demand.points.push_back({position, weight, 0});
  demand.total += weight;
  std::vector<geo::Box> cells(demand.points.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells[i].extend(demand.points[i].position);
  demand.cells = geo::SpatialIndex(cells);
}

/// Five points at the street's quarters, `walk_m` from it, weighing 1, 2, 3, 4 and 5.
Demand along_the_street(double walk_m = 0) {
  Demand demand;
  for (int i = 0; i < 5; ++i)
    add_place(demand, plane.to_lonlat({1000.0 * i, walk_m}), i + 1);
  return demand;
}

/// Walking 1.25 m/s, a metre takes 8 deciseconds; 200 m at most.
constexpr layers::Walking on_foot{200, 8};

/// What a search runs over; refers to what it is made of.
struct Ground {
  const layers::RoadNetwork& network;
  const Scenario& scenario;
  const Demand& demand;
  geo::TravelWeights weights =
      geo::travel_weights(network.graph, scenario.half_times, geo::Direction::outbound);
  layers::RoadAccess access{network, scenario, weights, on_foot};
  layers::WaysByNode ways = ways_by_node(demand, access);

  layers::Searched searched(Cost limit) const {
    return {geo::SearchPool(network.graph), weights, access, demand, limit};
  }
};

Arrivals search(const layers::RoadNetwork& network, const Scenario& scenario,
                const std::vector<Origin>& origins, const std::vector<std::uint32_t>& stations,
                const Demand& demand, Cost limit, std::uint32_t k = 2) {
  const Ground ground{network, scenario, demand};
  auto found = layers::no_arrivals(demand.points.size(), k);
  add_arrivals(found, ground.searched(limit), ground.ways, {origins, stations}, {});
  return found;
}

TEST(Arrivals, AreTheEarliestOfEachStation) {
  const auto network = street();
  // Station 0 at the beginning; station 1, 50 s later, at the end. From the beginning 0, 1000 ...
  // 4000; from the end 4500, 3500, 2500, 1500, 500.
  const auto found = search(network, normal_day(network), {{{0, 0}, 0}, {{0, 1}, 500}}, {0, 1},
                            along_the_street(), 6000);
  EXPECT_THAT(found.costs, ElementsAre(0, 4500, 1000, 3500, 2000, 2500, 1500, 3000, 500, 4000));
  EXPECT_THAT(found.origins, ElementsAre(0, 1, 0, 1, 0, 1, 1, 0, 1, 0));
  EXPECT_THAT(found.depth, ElementsAre(2, 2, 2, 2, 2));
  EXPECT_EQ(found.first(3), 1500U);
}

TEST(Arrivals, BeyondTheLimitAreNone) {
  const auto network = street();
  const auto found = search(network, normal_day(network), {{{0, 0}, 0}, {{0, 1}, 500}}, {0, 1},
                            along_the_street(), 2000, 1);
  EXPECT_THAT(found.costs, ElementsAre(0, 1000, 2000, 1500, 500));
  EXPECT_THAT(found.depth, ElementsAre(1, 1, 1, 1, 1));
  const auto none =
      search(network, normal_day(network), {{{0, 0}, 0}}, {0}, along_the_street(), 1999);
  EXPECT_THAT(none.depth, ElementsAre(1, 1, 0, 0, 0));
  EXPECT_EQ(none.first(2), unreachable);
}

TEST(Arrivals, WalkingFromTheRoadCounts) {
  const auto network = street();
  // 50 m at 1.25 m/s are 40 s. Driving is 8 times as fast, so the crew leaves the engine where the
  // sine of its way to the street is 1/8: the cosine of 400 deciseconds are spent beside it.
  const auto beside = static_cast<Cost>(std::lround(1000 + 400 * std::sqrt(1 - 1.0 / 64)));
  const auto found =
      search(network, normal_day(network), {{{0, 0}, 0}}, {0}, along_the_street(50), 2000, 1);
  EXPECT_THAT(found.costs, ElementsAre(400, beside, unreachable, unreachable, unreachable));
}

TEST(Arrivals, OfAStationWithTwoGatesAreTheEarlierOnesAndOneStations) {
  const auto network = street();
  // Station 7 has gates at both ends, the one at the end 100 s away.
  const auto found = search(network, normal_day(network), {{{0, 0}, 0}, {{0, 1}, 1000}}, {7, 7},
                            along_the_street(), 6000);
  EXPECT_THAT(found.costs, ElementsAre(0, unreachable, 1000, unreachable, 2000, unreachable, 2000,
                                       unreachable, 1000, unreachable));
  EXPECT_EQ(found.origins[8], 7U);
  EXPECT_THAT(found.depth, ElementsAre(1, 1, 1, 1, 1));
}

TEST(Arrivals, AtTheSameTimeTheFirstStationIsFirst) {
  const auto network = street();
  for (int round = 0; round < 10; ++round) { // threads may end in any order
    const auto found = search(network, normal_day(network), {{{0, 0}, 0}, {{0, 1}, 0}}, {1, 0},
                              along_the_street(), 6000);
    EXPECT_EQ(found.costs[4], found.costs[5]);
    EXPECT_EQ(found.origins[4], 0U);
    EXPECT_EQ(found.origins[5], 1U);
  }
}

TEST(Arrivals, WithoutStationsOrPlacesThereAreNone) {
  const auto network = street();
  const auto nobody = search(network, normal_day(network), {}, {}, along_the_street(), 6000, 1);
  EXPECT_THAT(nobody.depth, ElementsAre(0, 0, 0, 0, 0));
  const auto nothing = search(network, normal_day(network), {{{0, 0}, 0}}, {0}, Demand(), 6000);
  EXPECT_THAT(nothing.costs, testing::IsEmpty());
}

TEST(Arrivals, AreGivenUpWhenNobodyWaits) {
  const auto network = street();
  const auto scenario = normal_day(network);
  const auto demand = along_the_street();
  const Ground ground{network, scenario, demand};
  std::stop_source stop;
  stop.request_stop();
  auto found = layers::no_arrivals(5, 1);
  EXPECT_EQ(error_of([&] {
              add_arrivals(found, ground.searched(100), ground.ways, {{{{0, 0}, 0}}, {0}},
                           stop.get_token());
            }),
            "the work was given up: nobody waits for its result any more");
}

TEST(SumCoverage, AddsUpWeights) {
  const auto network = street();
  const auto demand = along_the_street();
  // First 0, 1000, 2000, 1500, 500; second 4500, 3500, 2500, 3000, 4000; weights 1 to 5.
  const auto found =
      search(network, normal_day(network), {{{0, 0}, 0}, {{0, 1}, 500}}, {0, 1}, demand, 3500);
  const auto sums =
      sum_coverage(demand, found, std::vector<Cost>{999, 1500, 3500}, all_points(demand));
  EXPECT_EQ(sums.total, 15);
  EXPECT_THAT(sums.covered, ElementsAre(1 + 5, 1 + 2 + 4 + 5, 15));
  EXPECT_THAT(sums.uncovered, ElementsAre(2 + 3 + 4, 3, 0));
  EXPECT_THAT(sums.covered_by_k, ElementsAre(6, 0, 12, 0, 15, 2 + 3 + 4));
  EXPECT_THAT(sums.depth, ElementsAre(0, 1 + 5, 2 + 3 + 4));
}

TEST(SumCoverage, PercentilesAreOfTheWholeDemand) {
  const auto network = street();
  const auto demand = along_the_street();
  // Only the end's station, up to 150 s: 500 at weight 5, 1500 at weight 4, of 15. Half of that,
  // 7.5, is reached with the second.
  const auto some = search(network, normal_day(network), {{{0, 1}, 500}}, {1}, demand, 1500);
  const auto sums = sum_coverage(demand, some, std::vector<Cost>{1500}, all_points(demand));
  EXPECT_EQ(sums.p50_s, 150.0);
  EXPECT_EQ(sums.p90_s, std::nullopt);
  // Up to 350 s: 14 of 15 are reached with 350 s, which is 93.3 %.
  const auto most = search(network, normal_day(network), {{{0, 1}, 500}}, {1}, demand, 3500);
  const auto more = sum_coverage(demand, most, std::vector<Cost>{3500}, all_points(demand));
  EXPECT_EQ(more.p90_s, 350.0);
  EXPECT_EQ(more.p95_s, std::nullopt);
}

TEST(SumCoverage, OfSomePlacesAndPartsOfThem) {
  const auto network = street();
  const auto demand = along_the_street();
  const auto found = search(network, normal_day(network), {{{0, 0}, 0}}, {0}, demand, 6000);
  // Half of the second (weight 2) and a quarter of the fourth (4), which are reached after 1000 and
  // 3000, and all of the fifth (5), after 4000.
  const std::vector<layers::DemandShare> points{{1, 0.5}, {3, 0.25}, {4, 1}};
  const auto sums = sum_coverage(demand, found, std::vector<Cost>{2000, 3000}, points);
  EXPECT_EQ(sums.total, 1 + 1 + 5);
  EXPECT_THAT(sums.covered, ElementsAre(1, 1 + 1));
  EXPECT_THAT(sums.uncovered, ElementsAre(1 + 5, 5));
  EXPECT_THAT(sums.depth, ElementsAre(0, 7));
  EXPECT_EQ(sums.p50_s, 400.0) << "3.5 of 7 are not reached before the fifth place";
}

TEST(SumCoverage, OfNothingIsNothing) {
  const auto sums = sum_coverage(Demand(), Arrivals(), std::vector<Cost>{2000}, {});
  EXPECT_EQ(sums.total, 0);
  EXPECT_THAT(sums.covered, ElementsAre(0));
  EXPECT_EQ(sums.p50_s, std::nullopt);
}

TEST(SumCoverage, RefusesSumsThatDoNotAgree) {
  const auto network = street();
  auto demand = along_the_street();
  const auto found = search(network, normal_day(network), {{{0, 0}, 0}}, {0}, demand, 6000);
  demand.points[2].weight = std::nan("");
  EXPECT_EQ(
      error_of([&] { sum_coverage(demand, found, std::vector<Cost>{2500}, all_points(demand)); }),
      "coverage: what is covered and what is not adds up to nan, not to the total of nan");
}

/// Streets every 200 m, 11 by 11, with random demand and stations on them.
class RandomTown {
public:
  explicit RandomTown(unsigned seed) : m_random(seed) {
    std::vector<std::vector<geo::LocalXY>> streets;
    for (int i = 0; i <= 10; ++i) {
      std::vector<geo::LocalXY> row;
      std::vector<geo::LocalXY> column;
      for (int j = 0; j <= 10; ++j) {
        row.push_back({200.0 * j, 200.0 * i});
        column.push_back({200.0 * i, 200.0 * j});
      }
      streets.push_back(row);
      streets.push_back(column);
    }
    network = network_of(streets, 36);
    scenario = normal_day(network);
    for (int i = 0; i < 300; ++i)
      add_place(demand, plane.to_lonlat({number(2000), number(2000)}), number(10));
    for (std::uint32_t s = 0; s < 6; ++s) {
      add_station(s);
      add_station(s); // a second gate
    }
  }

  void add_station(std::uint32_t station) {
    origins.push_back({point(), static_cast<Cost>(number(600))});
    stations.push_back(station);
  }
  void close_roads() {
    for (std::size_t e = 0; e < network.graph.edge_count(); ++e) {
      if (number(1) < 0.2)
        scenario.half_times[2 * e] = scenario.half_times[2 * e + 1] = unreachable;
    }
  }
  Arrivals search_to(Cost limit, std::uint32_t k = 3) const {
    return search(network, scenario, origins, stations, demand, limit, k);
  }
  std::vector<double> covered(const std::vector<Cost>& limits) const {
    return sum_coverage(demand, search_to(limits.back()), limits, all_points(demand)).covered;
  }

  layers::RoadNetwork network;
  Scenario scenario;
  Demand demand;
  std::vector<Origin> origins;
  std::vector<std::uint32_t> stations;

private:
  double number(double below) { return std::uniform_real_distribution<double>(0, below)(m_random); }
  geo::RoadPosition point() {
    return {static_cast<std::uint32_t>(number(static_cast<double>(network.graph.edge_count()))),
            static_cast<float>(number(1))};
  }
  std::mt19937 m_random;
};

class CoverageProperties : public testing::TestWithParam<unsigned> {
protected:
  RandomTown m_town{GetParam()};
  const std::vector<Cost> m_limits{300, 800, 1300, 2000};
};

TEST_P(CoverageProperties, MoreTimeNeverReachesLess) {
  const auto covered = m_town.covered(m_limits);
  EXPECT_TRUE(std::ranges::is_sorted(covered));
  EXPECT_GT(covered.back(), covered.front());
}

TEST_P(CoverageProperties, OneStationMoreNeverLowersCoverage) {
  const auto before = m_town.covered(m_limits);
  m_town.add_station(6);
  const auto after = m_town.covered(m_limits);
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_GE(after[i], before[i] - 1e-9);
}

TEST_P(CoverageProperties, ClosingRoadsNeverRaisesIt) {
  const auto before = m_town.covered(m_limits);
  m_town.close_roads();
  const auto after = m_town.covered(m_limits);
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_LE(after[i], before[i] + 1e-9);
  EXPECT_LT(after.back(), before.back());
}

TEST_P(CoverageProperties, CoveredAndUncoveredAreAll) {
  const auto found = m_town.search_to(m_limits.back());
  const auto sums = sum_coverage(m_town.demand, found, m_limits, all_points(m_town.demand));
  for (std::size_t i = 0; i < m_limits.size(); ++i)
    EXPECT_NEAR(sums.covered[i] + sums.uncovered[i], m_town.demand.total, 1e-9);
  EXPECT_NEAR(std::accumulate(sums.depth.begin(), sums.depth.end(), 0.0), sums.total, 1e-9);
}

TEST_P(CoverageProperties, ArrivalsAreThoseOfASearchAStation) {
  m_town.close_roads();
  const auto& town = m_town;
  const Cost limit = 1500;
  std::vector<std::vector<std::pair<Cost, std::uint32_t>>> expected(town.demand.points.size());
  const Ground ground{town.network, town.scenario, town.demand};
  geo::TravelTimes times(town.network.graph);
  layers::Surroundings around;
  for (std::uint32_t station = 0; station < 6; ++station) {
    times.search(ground.weights, std::span(town.origins).subspan(2 * std::size_t{station}, 2),
                 limit);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ground.access.look(town.demand.points[i].position, 0, around);
      const auto arrival =
          ground.access.arrival_at(around, ground.access.departures(around, times), {});
      if (arrival.cost < limit + 0.5)
        expected[i].emplace_back(static_cast<Cost>(std::lround(arrival.cost)), station);
    }
  }
  const auto found = town.search_to(limit, 6);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    std::ranges::sort(expected[i]);
    ASSERT_EQ(found.depth[i], expected[i].size());
    for (std::size_t k = 0; k < expected[i].size(); ++k) {
      EXPECT_EQ(found.costs[i * 6 + k], expected[i][k].first);
      EXPECT_EQ(found.origins[i * 6 + k], expected[i][k].second);
    }
  }
}

TEST_P(CoverageProperties, StationsThatLeaveAreAsIfTheyHadNeverArrived) {
  const auto& town = m_town;
  const Cost limit = 1500;
  const Ground ground{town.network, town.scenario, town.demand};
  const auto searched = ground.searched(limit);
  const auto of = [&](auto is_wanted) {
    layers::StationOrigins chosen;
    for (std::size_t i = 0; i < town.origins.size(); ++i)
      if (is_wanted(town.stations[i])) {
        chosen.origins.push_back(town.origins[i]);
        chosen.stations.push_back(town.stations[i]);
      }
    return chosen;
  };
  const auto is_gone = [](std::uint32_t station) { return station == 1 || station == 4; };
  const auto left = of(std::not_fn(is_gone));
  for (const std::uint32_t k : {1U, 2U, 6U}) {
    auto found = town.search_to(limit, k);
    const auto is_missing = remove_arrivals(found, searched, ground.ways, of(is_gone), {});
    if (k == 6) {
      EXPECT_THAT(is_missing, testing::Each(0)); // all that arrive are known
    }
    add_arrivals(found, searched, ways_of_points(ground.ways, is_missing), left, {});
    auto expected = layers::no_arrivals(town.demand.points.size(), k);
    add_arrivals(expected, searched, ground.ways, left, {});
    EXPECT_EQ(found.depth, expected.depth);
    EXPECT_EQ(found.costs, expected.costs);
    for (std::size_t i = 0; i < found.costs.size(); ++i)
      if (found.costs[i] != unreachable) {
        EXPECT_EQ(found.origins[i], expected.origins[i]);
      }
  }
}

/// By node, point and cost.
auto sorted_ways(const layers::WaysByNode& ways) {
  std::vector<std::tuple<std::uint32_t, std::uint32_t, geo::Cost>> all;
  for (std::uint32_t node = 0; node + 1 < ways.starts.size(); ++node)
    for (const auto& way : ways.of(node))
      all.emplace_back(node, way.point, way.cost);
  std::ranges::sort(all);
  return all;
}

TEST_P(CoverageProperties, WaysOfAScenarioThatBeginWithOthersAreItsOwn) {
  const auto plain = m_town;
  const Ground before{plain.network, plain.scenario, plain.demand};
  m_town.close_roads();
  const Ground after{m_town.network, m_town.scenario, m_town.demand};
  const auto ways = ways_after(before.ways, before.weights, m_town.demand, after.access);
  const auto arrivals = [&](const layers::WaysByNode& of) {
    auto found = layers::no_arrivals(m_town.demand.points.size(), 6);
    add_arrivals(found, after.searched(1500), of, {m_town.origins, m_town.stations}, {});
    return found;
  };
  EXPECT_EQ(sorted_ways(ways), sorted_ways(after.ways));
  EXPECT_NE(arrivals(before.ways).costs, arrivals(after.ways).costs);
}

INSTANTIATE_TEST_SUITE_P(Towns, CoverageProperties, testing::Range(1U, 9U));

} // namespace
