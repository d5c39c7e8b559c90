// What planners ask, over maps small enough to work out by hand. Streets are driven at 36 km/h:
// 100 m take 10 s. Walking 3.6 km/h: 10 m take 10 s.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "geo/overlay.hpp"
#include "layers/planner/planner_questions.hpp"
#include "tests/support/network_sketch.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using nlohmann::json;

TEST(Planner, PeopleWithinTheLimitAreCovered) {
  const auto answer =
      asked(Question::coverage, {{"limits_s", "60,120,200"}}, model_of(long_street()));
  const auto& limits = answer["summary"]["asked"]["limits"];
  EXPECT_EQ(limits[0]["covered"], 10 + 20);      // at 0 and 50 s
  EXPECT_EQ(limits[1]["covered"], 10 + 20 + 30); // and at 100 s
  EXPECT_EQ(limits[2]["covered"], 150);          // 200 s is within 200 s
  EXPECT_EQ(limits[0]["uncovered"], 30 + 40 + 50);
  EXPECT_EQ(answer["summary"]["asked"]["total"], 150);
}

TEST(Planner, TurnoutAndCallHandlingCount) {
  const auto model = model_of(long_street());
  const auto covered = [&](const Params& params) {
    return asked(Question::coverage, params, model)["summary"]["asked"]["limits"][0]["covered"];
  };
  EXPECT_EQ(covered({{"limits_s", "100"}}), 60);
  EXPECT_EQ(covered({{"limits_s", "100"}, {"turnout_s", "30"}}), 30); // 30 + 50 s
  EXPECT_EQ(covered({{"limits_s", "100"}, {"turnout_s", "30"}, {"call_handling_s", "30"}}), 10);
}

TEST(Planner, AreasOfTwoBandsAreAsLongAsTheStreetIsReached) {
  const auto answer = asked(Question::response_areas, {{"limits_s", "60,120"}, {"cell_m", "5"}},
                            model_of(long_street()));
  // Reached in 60 s: 600 m of street; beside it as far as the rest of the time allows at 1 m/s,
  // 100 m at most: at x metres min(100, 60 - x / 10) on both sides, and a half disk behind the end.
  // Everywhere 60 - x / 10 < 100: a triangle of 600 m x 2 * 60 m / 2 and a half disk of 60 m. The
  // slope of the sides adds less than 1 %.
  const double triangle_km2 = (600 * 60 + 3.14159 * 60 * 60 / 2) / 1e6;
  EXPECT_NEAR(area_km2(answer, "asked", 60), triangle_km2, 0.04 * triangle_km2);
  // In 120 s: up to x = 200 m the full 100 m, then the triangle to 1200 m; half a disk of 100 m.
  const double disk_km2 = (200 * 200 + 1000 * 100 + 3.14159 * 100 * 100 / 2) / 1e6;
  EXPECT_NEAR(area_km2(answer, "asked", 120), disk_km2 - triangle_km2, 0.04 * disk_km2);
}

TEST(Planner, AClosedStreetLosesWhoLivesBehindIt) {
  auto sketch = long_street();
  sketch.zone(900, -50, 1200, 50, R"("severity":3,"type":"river")");
  const auto model = model_of(sketch);
  const auto open = asked(Question::coverage, {{"limits_s", "200"}}, model);
  EXPECT_EQ(open["summary"]["asked"]["limits"][0]["covered"], 150);
  EXPECT_FALSE(open["summary"].contains("before"));
  const auto closed =
      asked(Question::coverage, {{"limits_s", "200"}, {"closed_by", "flood:severity>=3"}}, model);
  const auto& summary = closed["summary"];
  EXPECT_EQ(summary["asked"]["limits"][0]["covered"], 10 + 20);
  EXPECT_EQ(summary["before"]["limits"][0]["covered"], 150);
  EXPECT_EQ(summary["difference"][0]["covered"], 30 - 150);
  EXPECT_NEAR(summary["asked"]["travel"]["closed"]["km"].get<double>(), 0.3, 0.001);
  const auto mild =
      asked(Question::coverage, {{"limits_s", "200"}, {"closed_by", "flood:severity>=4"}}, model);
  EXPECT_EQ(mild["summary"]["difference"][0]["covered"], 0);
}

TEST(Planner, ASlowedStreetTakesLonger) {
  auto sketch = long_street();
  sketch.zone(900, -50, 1200, 50, R"("severity":3,"type":"smoke")");
  const auto model = model_of(sketch);
  // 300 m at half the speed: 30 s more from 1200 m on; 15 s at 1050 m.
  const auto answer =
      asked(Question::nearest_stations,
            {{"point", fmt::format("{},{}", sketch.at(1500, 0).lon, sketch.at(1500, 0).lat)},
             {"slowed_by", "flood:type=smoke:0.5"}},
            model);
  EXPECT_NEAR(answer["features"][0]["properties"]["arrival_s"].get<double>(), 150 + 30, 0.5);
}

TEST(Planner, FirstDueAreasMeetHalfway) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.station({0, 0}, R"("name":"Tây","turnout_s":0)");
  sketch.station({1000, 0}, R"("name":"Đông","turnout_s":0)");
  const auto answer = asked(Question::first_due, {{"limits_s", "600"}}, model_of(sketch));
  ASSERT_EQ(answer["features"].size(), 2U);
  const auto middle = sketch.at(500, 0).lon;
  double edge_of_west = -180;
  double edge_of_east = 180;
  for (const auto& feature : answer["features"])
    for (const auto& position : feature["geometry"]["coordinates"][0]) {
      const double lon = position[0];
      if (feature["properties"]["station_name"] == "Tây")
        edge_of_west = std::max(edge_of_west, lon);
      else
        edge_of_east = std::min(edge_of_east, lon);
    }
  const double cell_deg = sketch.at(20, 0).lon - 105; // a cell of the grid
  EXPECT_NEAR(edge_of_west, middle, cell_deg);
  EXPECT_NEAR(edge_of_east, middle, cell_deg);
}

TEST(Planner, TheNearestStationsComeInTheOrderOfTheirArrival) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.station({0, 0}, R"("name":"Tây","turnout_s":0)");
  sketch.station({1000, 0}, R"("name":"Đông","turnout_s":60)");
  const auto place = sketch.at(700, 0); // 70 s from the west, 60 + 30 s from the east
  const auto answer =
      asked(Question::nearest_stations, {{"point", fmt::format("{},{}", place.lon, place.lat)}},
            model_of(sketch));
  ASSERT_EQ(answer["features"].size(), 2U);
  const auto& first = answer["features"][0]["properties"];
  EXPECT_EQ(first["station_name"], "Tây");
  EXPECT_EQ(first["rank"], 1);
  EXPECT_NEAR(first["arrival_s"].get<double>(), 70, 0.2);
  EXPECT_NEAR(first["distance_m"].get<double>(), 700, 1);
  EXPECT_EQ(first["by"], "road");
  EXPECT_NEAR(answer["features"][1]["properties"]["arrival_s"].get<double>(), 90, 0.2);
}

TEST(Planner, WhereNoRoadLeadsTheLineIsStraightAndSaysSo) {
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, street);
  sketch.station({0, 0}, R"("name":"Tây","turnout_s":30)");
  const auto place = sketch.at(0, 3000); // 3 km from any road, in the sea perhaps
  const auto answer =
      asked(Question::nearest_stations, {{"point", fmt::format("{},{}", place.lon, place.lat)}},
            model_of(sketch));
  const auto& way = answer["features"][0]["properties"];
  EXPECT_EQ(way["by"], "straight line");
  EXPECT_NEAR(way["distance_m"].get<double>(), 3000, 3);
  EXPECT_NEAR(way["arrival_s"].get<double>(), 30 + 3000, 1) << "the road ends there: on foot";
  EXPECT_EQ(answer["summary"]["by_straight_line"]["ways"], 1);
}

TEST(Planner, WhereRoadsAreClosedNobodyArrives) {
  auto sketch = long_street();
  sketch.zone(900, -50, 1200, 50, R"("severity":3,"type":"river")");
  const auto place = sketch.at(1500, 0);
  const auto answer =
      asked(Question::nearest_stations,
            {{"point", fmt::format("{},{}", place.lon, place.lat)}, {"closed_by", "flood"}},
            model_of(sketch));
  EXPECT_TRUE(answer["features"].empty());
  EXPECT_EQ(answer["summary"]["points_not_reached"], 1);
}

TEST(Planner, ExactPolygonsAreValidAsWritten) {
  const auto model = model_of(random_town(3));
  for (const auto* bands : {"disks", "rings"}) {
    const auto exact = layers::answer(
        layers::read_question(Question::response_areas,
                              {{"limits_s", "60,120"}, {"method", "exact"}, {"bands", bands}}),
        model);
    EXPECT_EQ(exact.features.size(), 2U) << bands;
    for (std::size_t i = 0; i < exact.features.size(); ++i) {
      auto feature = geo::GeometryView(exact.features.geometry, exact.features.feature_parts[i],
                                       exact.features.feature_parts[i + 1]);
      geo::Geometry written;
      geo::append(written, feature);
      for (auto& p : written.points)
        p = {std::round(p.lon * 1e6) / 1e6, std::round(p.lat * 1e6) / 1e6};
      EXPECT_EQ(geo::invalid_reason(written), "") << bands;
    }
  }
}

TEST(Planner, AStationInsideAClosedZoneIsCutOffAndSaidToBe) {
  auto sketch = long_street();
  sketch.zone(-100, -100, 100, 100, R"("severity":5,"type":"river")");
  const auto answer =
      asked(Question::coverage, {{"limits_s", "200"}, {"closed_by", "flood"}}, model_of(sketch));
  EXPECT_EQ(answer["summary"]["asked"]["travel"]["cut_off"], json::array({"Đội"}));
  EXPECT_EQ(answer["summary"]["asked"]["limits"][0]["covered"], 0);
}

TEST(Planner, NobodyWalksThroughWater) {
  MapSketch sketch;
  sketch.road({{0, 0}, {500, 0}}, street);
  sketch.station({0, 0});
  sketch.water(-1000, 20, 1000, 40); // a canal along the street
  sketch.people({100, 10}, 1);       // on this side
  sketch.people({100, 60}, 2);       // on the other
  auto options = config();
  const auto covered = [&] {
    return asked(Question::coverage, {{"limits_s", "300"}},
                 model_of(sketch, options))["summary"]["asked"]["limits"][0]["covered"];
  };
  options.is_water_said = true;
  EXPECT_EQ(covered(), 3);
  options.water = {"water"};
  EXPECT_EQ(covered(), 1);
  options = config();
  EXPECT_EQ(covered(), 1) << "nobody says what is water: a layer of that name is";
}

TEST(Planner, WhoLivesTooFarFromTheRoadIsNotReached) {
  MapSketch sketch;
  sketch.road({{0, 0}, {500, 0}}, street);
  sketch.station({0, 0});
  sketch.people({100, 30}, 1);
  sketch.people({100, 80}, 2);
  sketch.people({100, 150}, 4); // beyond the 100 m of the configuration
  const auto model = model_of(sketch);
  const auto covered = [&](const std::string& access_m) {
    return asked(Question::coverage, {{"limits_s", "600"}, {"access_m", access_m}},
                 model)["summary"]["asked"]["limits"][0]["covered"];
  };
  EXPECT_EQ(covered("100"), 3);
  EXPECT_EQ(covered("50"), 1);
}

TEST(Planner, ANormOfRadiusIsMeasuredStraightAndOnRequestByRoad) {
  MapSketch sketch; // an L: 3 km east, then 3 km north; the corner cut is 4.2 km
  sketch.road({{0, 0}, {3000, 0}, {3000, 3000}}, street);
  sketch.station({0, 0});
  sketch.people({2900, 0}, 1);
  sketch.people({3000, 3000}, 2);
  const auto model = model_of(sketch);
  const auto straight =
      asked(Question::coverage, {{"standard", "vn-qcvn-01-2021"}}, model)["summary"]["asked"];
  ASSERT_EQ(straight["limits"].size(), 2U);
  EXPECT_EQ(straight["limits"][0]["limit_m"], 3000);
  EXPECT_EQ(straight["limits"][0]["covered"], 1);
  EXPECT_EQ(straight["limits"][1]["limit_m"], 5000);
  EXPECT_EQ(straight["limits"][1]["covered"], 3);
  EXPECT_EQ(straight["standard"]["by"], "straight line");
  const auto by_road =
      asked(Question::coverage, {{"standard", "vn-qcvn-01-2021"}, {"network", "true"}},
            model)["summary"]["asked"];
  EXPECT_EQ(by_road["limits"][1]["covered"], 1); // 6 km by road
  EXPECT_EQ(by_road["standard"]["by"], "road");
}

TEST(Planner, AreasAndHazardsGetSumsOfTheirOwn) {
  auto sketch = long_street();
  sketch.ward(-100, -100, 750, 100);                                 // people at 0 and 500 m
  sketch.ward(750, -100, 2100, 100);                                 // the others
  sketch.zone(900, -50, 1600, 50, R"("severity":4,"type":"river")"); // 30 + 40
  const auto answer =
      asked(Question::coverage, {{"limits_s", "120"}, {"area", "wards"}, {"hazard", "flood"}},
            model_of(sketch));
  std::vector<double> totals;
  std::vector<double> covered;
  for (const auto& feature : answer["features"])
    if (feature["properties"]["class"] == "area") {
      totals.push_back(feature["properties"]["total"]);
      covered.push_back(feature["properties"]["covered_120_s"]);
    }
  EXPECT_EQ(totals, (std::vector<double>{30, 120}));
  EXPECT_EQ(covered, (std::vector<double>{30, 30}));
  const auto& hazards = answer["summary"]["asked"]["hazards"];
  ASSERT_EQ(hazards.size(), 1U);
  EXPECT_EQ(hazards[0]["severity"], 4);
  EXPECT_EQ(hazards[0]["type"], "river");
  EXPECT_EQ(hazards[0]["total"], 70);
  EXPECT_EQ(hazards[0]["limits"][0]["covered"], 30);
}

TEST(Planner, MoreTimeOrStationsNeverReachLessAndClosedRoadsNeverMore) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto sketch = random_town(seed);
    const auto model = model_of(sketch);
    const auto covered = [&](Params more) {
      more.emplace_back("limits_s", "60,120,240,480");
      std::vector<double> sums;
      const auto answer = asked(Question::coverage, more, model);
      for (const auto& line : answer["summary"]["asked"]["limits"]) {
        sums.push_back(line["covered"]);
        const double total = sums.back() + line["uncovered"].get<double>();
        EXPECT_NEAR(total, layers::demand_of(*model.response, model.layers[1], {})->total,
                    0.001 * total);
      }
      return sums;
    };
    const auto normal = covered({});
    EXPECT_TRUE(std::ranges::is_sorted(normal)) << seed;
    EXPECT_GT(normal.back(), 0) << seed; // the stations are at roads
    const auto place = sketch.at(1200, 1200);
    const auto more = covered({{"add", fmt::format("{},{}", place.lon, place.lat)}});
    const auto less = covered({{"closed_by", "flood"}});
    const auto slower = covered({{"slowed_by", "flood:0.4"}});
    for (std::size_t i = 0; i < normal.size(); ++i) {
      EXPECT_GE(more[i], normal[i]) << seed;
      EXPECT_LE(less[i], normal[i]) << seed;
      EXPECT_LE(slower[i], normal[i]) << seed;
    }
  }
}

TEST(Planner, RingsAddUpToDisksAndStationsToTheMergedArea) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const auto model = model_of(random_town(seed));
    const auto areas = [&](Params params) {
      params.emplace_back("limits_s", "60,120,240");
      return asked(Question::response_areas, params, model);
    };
    const auto disks = areas({{"bands", "disks"}});
    const auto rings = areas({});
    const auto first_due = areas({{"split", "first-due"}});
    double sum_km2 = 0;
    double sum_first_due_km2 = 0;
    for (const double limit_s : {60, 120, 240}) {
      sum_km2 += area_km2(rings, "asked", limit_s);
      sum_first_due_km2 += area_km2(first_due, "asked", limit_s);
      const double disk_km2 = area_km2(disks, "asked", limit_s);
      EXPECT_GT(disk_km2, 0) << seed;
      EXPECT_NEAR(sum_km2, disk_km2, 0.001 + 1e-4 * disk_km2) << seed;
      // Borders between stations are chains of their own: lines are simplified apart.
      EXPECT_NEAR(sum_first_due_km2, disk_km2, 0.001 + 0.005 * disk_km2) << seed;
    }
  }
}

TEST(Planner, AChangedSpeedProfileMakesTheNetworkAnew) {
  const auto file = std::filesystem::temp_directory_path() / "planner_test_profile.json";
  const auto write = [&](int km_h) {
    std::ofstream(file) << fmt::format(R"({{"class_km_h": {{"drive": {}}}}})", km_h);
  };
  const auto seconds_to_the_end = [](const layers::Map& map) {
    return map.response->network->graph.half_times.front() / 10.0;
  };
  MapSketch sketch;
  sketch.road({{0, 0}, {1000, 0}}, R"("class":"drive")");
  auto options = config();
  options.profile = file.string();
  write(36);
  const auto first = model_of(sketch, options);
  EXPECT_NEAR(seconds_to_the_end(first), 100, 1);
  EXPECT_EQ(map_of(first.layers, options, first).response, first.response);
  write(9);
  EXPECT_NEAR(seconds_to_the_end(map_of(first.layers, options, first)), 400, 1);
  std::filesystem::remove(file);
}

TEST(Planner, WhatCannotBeAnsweredIsSaidOnOneLine) {
  EXPECT_EQ(error_of(Question::coverage, {}, layers::Map()),
            "roads: no layer of kind road is served that can be driven; give the configuration one "
            "to ask for times");
  MapSketch empty;
  empty.road({{0, 0}, {1000, 0}}, street);
  EXPECT_EQ(error_of(Question::response_areas, {}, model_of(empty)),
            "stations: there is none to start from; serve a layer of kind station, or add one with "
            "add=lon,lat");
  const auto model = model_of(long_street());
  EXPECT_EQ(error_of(Question::response_areas, {{"stations", "9"}}, model),
            "station \"9\": there is none with this id");
  EXPECT_EQ(error_of(Question::response_areas, {{"remove", "9"}}, model),
            "station \"9\": there is none with this id");
  EXPECT_EQ(error_of(Question::coverage, {{"demand", "houses"}}, model),
            "parameter demand: no layer \"houses\" is served");
  auto nobody = MapSketch();
  nobody.road({{0, 0}, {1000, 0}}, street);
  nobody.station({0, 0});
  EXPECT_EQ(error_of(Question::coverage, {}, model_of(nobody)),
            "parameter demand: no layer of kind demand is served, and no area has a population; "
            "name a layer with demand=");
}

TEST(Planner, AnIdWithACommaThatWasTakenApartIsHintedAt) {
  auto sketch = long_street();
  sketch.station({500, 0}, "", R"("Đội 1, Hải Châu")");
  const auto model = model_of(sketch);
  constexpr auto hint = R"(; an id with a comma stands in quotes: "Đội 1, Hải Châu" )"
                        R"((in a shell '"Đội 1, Hải Châu"'))";
  for (const auto* parameter : {"stations", "remove"}) {
    EXPECT_EQ(error_of(Question::response_areas, {{parameter, "Đội 1, Hải Châu"}}, model),
              std::string(R"(station "Đội 1": there is none with this id)") + hint);
    EXPECT_EQ(error_of(Question::response_areas, {{parameter, "1, Hải Châu"}}, model),
              std::string(R"(station " Hải Châu": there is none with this id)") + hint);
    EXPECT_EQ(error_of(Question::response_areas, {{parameter, "Hải"}}, model),
              R"(station "Hải": there is none with this id)");
  }
  EXPECT_EQ(error_of(Question::response_areas, {{"stations", R"("Đội 1, Hải Châu")"}}, model), "");
}

TEST(Planner, RoadsThatWereEmptiedAreNamed) {
  auto emptied = long_street().layers();
  for (auto& layer : emptied)
    if (layer->config.id == "roads")
      layer = support::roads().layer();
  for (const auto question : {Question::response_areas, Question::coverage})
    EXPECT_EQ(error_of(question, {}, map_of(emptied)),
              "roads: no layer of kind road is served that can be driven; give the configuration "
              "one to ask for times");
}

} // namespace
