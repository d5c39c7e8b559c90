// When who arrives at a place, by the grid: numbers worked out by hand, and beside nearest
// stations.
#include <cmath>
#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using nlohmann::json;

/// How far a place may be from the centre of its cell.
double off_centre_m(double cell_m) {
  return cell_m / std::sqrt(2.0);
}

std::string point(geo::LonLat place) {
  return fmt::format("{},{}", place.lon, place.lat);
}

/// What is said of one point.
json arrival(const layers::Map& map, geo::LonLat place, Params params = {}) {
  params.emplace_back("point", point(place));
  return asked(Question::arrival_times, params, map)["features"][0]["properties"];
}

TEST(ArrivalTimes, AreThoseOfTheRoadAndTheWalk) { // 10 m/s along the street, 1 m/s on foot
  const auto sketch = long_street();
  const auto map = model_of(sketch);
  for (const double x_m : {0.0, 500.0, 1500.0})
    for (const double y_m : {0.0, 40.0, -80.0}) {
      const auto found = arrival(map, sketch.at(x_m, y_m), {{"cell_m", "5"}});
      EXPECT_NEAR(found["arrival_s"].get<double>(), x_m / 10 + std::abs(y_m),
                  off_centre_m(5) + 0.1);
      EXPECT_EQ(found["station"], "1");
      EXPECT_EQ(found["station_name"], "Đội");
      EXPECT_EQ(found["station_layer"], "stations");
    }
}

TEST(ArrivalTimes, WhatIsNotReachedHasNulls) {
  const auto sketch = long_street();
  const auto map = model_of(sketch);
  const json nobody = {{"arrival_s", nullptr},
                       {"station", nullptr},
                       {"station_name", nullptr},
                       {"station_layer", nullptr},
                       {"point", 1}};
  EXPECT_EQ(arrival(map, sketch.at(500, 150)), nobody) << "too far from the road";
  EXPECT_EQ(arrival(map, sketch.at(1800, 0), {{"limit_s", "120"}}), nobody) << "too late";
  EXPECT_EQ(arrival(map, {-75, -21}), nobody) << "on the other side of the world";
  const auto both = asked(
      Question::arrival_times,
      {{"point", point(sketch.at(100, 0)) + ";" + point(sketch.at(1800, 0))}, {"limit_s", "120"}},
      map);
  EXPECT_EQ(both["summary"]["points"], 2);
  EXPECT_EQ(both["summary"]["points_not_reached"], 1);
  EXPECT_EQ(both["summary"]["limit_s"], 120);
  EXPECT_EQ(both["summary"]["cell_m"], 20);
}

TEST(ArrivalTimes, AreThoseOfTheStationThatIsFirst) {
  auto sketch = long_street();
  sketch.station({2000, 0}, R"("name":"Đông","turnout_s":40)");
  const auto map = model_of(sketch); // they meet where x / 10 = 40 + (2000 - x) / 10: at 1200 m
  const auto name = [&](double x_m, Params params = {}) {
    return arrival(map, sketch.at(x_m, 0), std::move(params))["station_name"];
  };
  EXPECT_EQ(name(1150), "Đội");
  EXPECT_EQ(name(1250), "Đông");
  EXPECT_EQ(name(1050, {{"turnout_s", "0"}}), "Đông") << "they meet in the middle";
  EXPECT_EQ(name(1250, {{"stations", "1"}}), "Đội");
}

TEST(ArrivalTimes, HoldTheWhatIf) {
  const auto sketch = long_street();
  const auto map = model_of(sketch);
  const auto place = sketch.at(1500, 0);
  const auto seconds = [&](const Params& params) {
    return arrival(map, place, params)["arrival_s"].get<double>();
  };
  const double most_off_s = off_centre_m(20) + 0.1;
  const auto at = [&](double x_m) { return point(sketch.at(x_m, 0)); };
  EXPECT_NEAR(seconds({{"add", at(1700) + ",30"}}), 30 + 20, most_off_s);
  EXPECT_NEAR(seconds({{"add", at(1700) + ",60"}}), 60 + 20, most_off_s) << "another what-if";
  EXPECT_NEAR(seconds({{"add", at(1600) + ",60"}}), 60 + 10, most_off_s);
  EXPECT_NEAR(seconds({{"move", "1:" + at(1000)}}), 50, most_off_s);
  EXPECT_NEAR(seconds({{"move", "1:" + at(500)}}), 100, most_off_s);
  EXPECT_EQ(arrival(map, place, {{"add", at(1700)}})["station"], "added-1");
  EXPECT_EQ(error_of(Question::arrival_times, {{"point", at(0)}, {"remove", "1"}}, map),
            "stations: there is none to start from; serve a layer of kind station, or add one with "
            "add=lon,lat");
}

TEST(ArrivalTimes, HoldTheScenario) {
  auto sketch = long_street();
  sketch.zone(900, -50, 1100, 50, R"("severity":3,"type":"river")");
  const auto map = model_of(sketch);
  EXPECT_FALSE(arrival(map, sketch.at(1500, 0))["arrival_s"].is_null());
  EXPECT_TRUE(arrival(map, sketch.at(1500, 0), {{"closed_by", "flood"}})["arrival_s"].is_null());
  EXPECT_NEAR(
      arrival(map, sketch.at(1500, 0), {{"slowed_by", "flood:0.1"}})["arrival_s"].get<double>(),
      130 + 200, off_centre_m(20) + 0.1);
}

TEST(ArrivalTimes, AMistakenUnitIsDoubted) {
  const auto answer = asked(Question::arrival_times, {{"point", "105,21"}, {"limit_s", "8"}},
                            model_of(long_street()));
  EXPECT_THAT(answer["warnings"],
              testing::Contains("parameter limit_s: 8 is in seconds; did you mean 480?"));
}

constexpr int places_a_town = 2500;
constexpr double never = std::numeric_limits<double>::infinity();

/// By point, when help is there: by the cells of a grid.
std::vector<double> by_grid(const layers::Map& map, const Params& params) {
  std::vector<double> times;
  const auto answer = asked(Question::arrival_times, params, map);
  for (const auto& feature : answer["features"]) {
    const auto& seconds = feature["properties"]["arrival_s"];
    times.push_back(seconds.is_null() ? never : seconds.get<double>());
  }
  return times;
}

/// The same by road and on foot from wherever that is soonest.
std::vector<double> by_nearest(const layers::Map& map, Params params, double access_m) {
  params.emplace_back("count", "1");
  params.emplace_back("access_m", fmt::to_string(access_m));
  std::vector<double> times(places_a_town, never);
  const auto answer = asked(Question::nearest_stations, params, map);
  for (const auto& feature : answer["features"]) {
    const auto& way = feature["properties"];
    if (way["by"] == "road")
      times.at(way["point"].get<std::size_t>() - 1) = way["arrival_s"];
  }
  return times;
}

std::string random_places(const MapSketch& sketch, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> metres(-150, 2550);
  std::string points;
  for (int i = 0; i < places_a_town; ++i)
    points += (i > 0 ? ";" : "") + point(sketch.at(metres(random), metres(random)));
  return points;
}

/// Whoever walks to a place along the way to its cell's centre, h metres off, or the other way
/// round, has t(place, access + h) - h / v <= t(centre, access) <= t(place, access - h) + h / v,
/// where nothing parts the two. Places where that, or what follows of it for the limit, is not so.
int disagreements(const layers::Map& map, const Params& params) {
  constexpr double access_m = 100;
  constexpr double limit_s = 600;
  const double off_m = off_centre_m(20);
  const double off_s = off_m / 1 + 0.2; // at 1 m/s; two times are rounded to tenths
  auto grid_params = params;
  grid_params.emplace_back("access_m", fmt::to_string(access_m));
  grid_params.emplace_back("limit_s", fmt::to_string(limit_s));
  const auto grid = by_grid(map, grid_params);
  const auto least = by_nearest(map, params, access_m + off_m);
  const auto most = by_nearest(map, params, access_m - off_m);
  int found = 0;
  for (std::size_t i = 0; i < grid.size(); ++i)
    found += grid[i] == never ? most[i] + off_s <= limit_s
                              : grid[i] < least[i] - off_s || grid[i] > most[i] + off_s;
  return found;
}

TEST(ArrivalTimes, AreThoseOfNearestStationsButForTheWayToTheCentre) {
  int of_open = 0;
  int of_flooded = 0;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const auto sketch = random_town(seed);
    const auto map = model_of(sketch);
    const Params places{{"point", random_places(sketch, seed)}};
    of_open += disagreements(map, places);
    of_flooded += disagreements(map, {places[0], {"closed_by", "flood"}});
  }
  EXPECT_EQ(of_open, 0);
  // A border may part a place from the centre of its cell: four zones have 1,200 m of it each.
  const double share = 4 * 1200 * 2 * off_centre_m(20) / (2700.0 * 2700);
  EXPECT_LE(of_flooded, 4 * places_a_town * share);
}

} // namespace
