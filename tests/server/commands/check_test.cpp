#include "server/commands/check.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"

namespace {

using server::run_check;
using testing::HasSubstr;

std::string write_file(const std::string& name, const std::string& text) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const auto folder =
      std::filesystem::path(testing::TempDir()) / (std::string("hazardmap-check-") + test->name());
  std::filesystem::create_directories(folder);
  std::ofstream(folder / name) << text;
  return (folder / name).string();
}

constexpr auto sound_csv = "lon,lat,name\n105.8,21,a\n";
constexpr auto losing_csv = "lon,lat,name\n105.8,21,a\n,,b\n";

TEST(Check, PrintsAReportAndReturns0WhenNothingWasLost) {
  const auto stations = write_file("fire-stations.csv", sound_csv);
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{stations}, false}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              HasSubstr("fire-stations  station    1 of 1 features  CSV"));
}

TEST(Check, Returns1WhenAFeatureWasLost) {
  const auto stations = write_file("fire-stations.csv", losing_csv);
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{stations}, true}), 1);
  const auto json = nlohmann::json::parse(testing::internal::GetCapturedStdout());
  EXPECT_EQ(json["clean"], false);
  EXPECT_EQ(json["layers"][0]["served"], 1);
}

TEST(Check, Returns1WhenASourceOfTheConfigurationFailsAndGoesOn) {
  write_file("a.csv", sound_csv);
  const auto config = write_file("hazardmap.json", R"({"layers": [
    {"id": "gone", "kind": "hazard", "source": "gone.gpkg"},
    {"id": "a", "kind": "station", "source": "a.csv"}]})");
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{config}, false}), 1);
  const auto text = testing::internal::GetCapturedStdout();
  EXPECT_THAT(text, HasSubstr("gone.gpkg: no such file; check \"source\""));
  EXPECT_THAT(text, HasSubstr("1 of 1 features"));
}

TEST(Check, Returns1WhenAFileOfAFolderIsBroken) {
  const auto stations = write_file("a.csv", sound_csv);
  write_file("flood.gpkg", "");
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{std::filesystem::path(stations).parent_path().string()}, false}), 1);
  const auto text = testing::internal::GetCapturedStdout();
  EXPECT_THAT(text, HasSubstr("1 of 1 features"));
  EXPECT_THAT(text, HasSubstr("flood.gpkg: not a vector source GDAL can open"));
}

TEST(Check, AConfigurationIsNamedAloneAndTheLayersAreReadAllTheSame) {
  write_file("a.csv", sound_csv);
  const auto config = write_file("hazardmap.json", R"({"layers": [
    {"id": "one", "kind": "hazard", "source": "a.csv"},
    {"id": "two", "kind": "station", "source": "a.csv"}]})");
  const auto stations = write_file("fire-stations.csv", sound_csv);
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{config, stations}, true}), 1);
  const auto json = nlohmann::json::parse(testing::internal::GetCapturedStdout());
  EXPECT_THAT(std::string(json["broken"][0]), HasSubstr("is a configuration; name it alone"));
  ASSERT_EQ(json["layers"].size(), 3U);
  EXPECT_FALSE(json["layers"][0].contains("guess"));
  EXPECT_TRUE(json["layers"][2].contains("guess"));
}

TEST(Check, Returns1WhenASourceIsNotThere) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{"nowhere.gpkg"}, false}), 1);
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              HasSubstr("nowhere.gpkg: no such file; check \"source\""));
}

constexpr auto road_geojson = R"({"type":"FeatureCollection","features":[
  {"type":"Feature","id":1,"properties":{"highway":"primary"},
   "geometry":{"type":"LineString","coordinates":[[105.8,21],[105.9,21]]}}]})";

TEST(Check, TellsHowRoadsAreConnectedAndWhichStationsAreFarFromThem) {
  const auto roads = write_file("roads.geojson", road_geojson);
  const auto stations =
      write_file("fire-stations.csv", "lon,lat,name\n105.85,21.0005,near\n105.85,21.1,far\n");
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{roads, stations}, false}), 0);
  const auto text = testing::internal::GetCapturedStdout();
  EXPECT_THAT(text, HasSubstr("network: 2 nodes, 1 edges, 10.4 km of road; all of it connected\n"
                              "    warning: fire-stations: station \"far\" lies farther than 100 m "
                              "from every road that one gets on along\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("\"near\"")));

  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{roads, stations}, true}), 0);
  const auto json = nlohmann::json::parse(testing::internal::GetCapturedStdout());
  const auto& network = json["network"];
  EXPECT_EQ(network["nodes"], 2);
  EXPECT_EQ(network["edges"], 1);
  // A degree of longitude at 21 degrees north is 103.97 km on WGS 84.
  EXPECT_NEAR(network["road_km"], 10.397, 0.001);
  EXPECT_EQ(network["components"], 1);
  EXPECT_EQ(network["largest_percent"], 100);
  EXPECT_EQ(network["warnings"].size(), 1U);
}

TEST(Check, TellsHowMuchEachRuleClosedOrOpened) {
  const auto road = [](const char* properties) {
    return std::string(R"({"type":"Feature","properties":{)") + properties +
           R"(},"geometry":{"type":"LineString","coordinates":[[105.8,21],[105.9,21]]}})";
  };
  const auto roads =
      write_file("roads.geojson", R"({"type":"FeatureCollection","features":[)" +
                                      road(R"("highway":"primary")") + "," +
                                      road(R"("highway":"primary","maxheight":"2.2")") + "," +
                                      road(R"("highway":"footway","emergency":"yes")") + "]}");
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{roads}, false}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              HasSubstr("    maxheight below 3.3 m: 1 road closed, 10.4 km\n"
                        "    emergency=yes: 1 road opened, 10.4 km\n"));
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{roads}, true}), 0);
  const auto rules =
      nlohmann::json::parse(testing::internal::GetCapturedStdout())["network"]["rules"];
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0]["rule"], "maxheight");
  EXPECT_EQ(rules[0]["effect"], "closed");
  EXPECT_EQ(rules[0]["roads"], 1);
  EXPECT_NEAR(rules[0]["km"], 10.397, 0.001);
  EXPECT_EQ(rules[0]["barriers"], 0);
  EXPECT_EQ(rules[1]["rule"], "emergency=yes");
  EXPECT_EQ(rules[1]["effect"], "opened");
}

TEST(Check, RoadsThatCannotBeDrivenAreSaidAndWithoutRoadsThereIsNoNetwork) {
  auto closed = std::string(road_geojson);
  closed.replace(closed.find("primary"), 7, "footway");
  const auto roads = write_file("roads.geojson", closed);
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{roads}, false}), 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              HasSubstr("network: road layers roads: none can be driven; "));
  const auto stations = write_file("fire-stations.csv", sound_csv);
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{stations}, true}), 0);
  EXPECT_FALSE(nlohmann::json::parse(testing::internal::GetCapturedStdout()).contains("network"));
}

TEST(Check, LayersOfARadiusAreComputedWithoutRoadsAndBesideSuchAsCannotBeDriven) {
  auto closed = std::string(road_geojson);
  closed.replace(closed.find("primary"), 7, "footway");
  write_file("roads.geojson", closed);
  write_file("stations.csv", "lon,lat,name\n105.85,21.0001,near\n");
  const std::string roads = R"({"id": "roads", "kind": "road", "source": "roads.geojson"},)";
  for (const auto& beside : {std::string(), roads}) {
    const auto config = write_file("hazardmap.json", R"({"layers": [)" + beside + R"(
      {"id": "stations", "kind": "station", "source": "stations.csv"},
      {"id": "circles", "kind": "response", "parameters": {"standard": "vn-qcvn-01-2021"}}]})");
    testing::internal::CaptureStdout();
    EXPECT_EQ(run_check({{config}, true}), 0);
    const auto json = nlohmann::json::parse(testing::internal::GetCapturedStdout());
    EXPECT_EQ(json["layers"].back()["id"], "circles");
    EXPECT_EQ(json["layers"].back()["served"], 2) << json;
    EXPECT_EQ(json.contains("network"), !beside.empty());
  }
}

TEST(Check, ComputedLayersAreComputed) {
  write_file("roads.geojson", road_geojson);
  write_file("stations.csv", "lon,lat,name\n105.85,21.0001,near\n");
  const auto config = [](const std::string& parameters) {
    return write_file("hazardmap.json", R"({"layers": [
      {"id": "roads", "kind": "road", "source": "roads.geojson"},
      {"id": "stations", "kind": "station", "source": "stations.csv"},
      {"id": "reach", "kind": "response", "parameters": {)" +
                                            parameters + "}}]}");
  };
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{config(R"("limits_s": [240, 480])")}, true}), 0);
  const auto json = nlohmann::json::parse(testing::internal::GetCapturedStdout());
  EXPECT_EQ(json["layers"][2]["id"], "reach");
  EXPECT_EQ(json["layers"][2]["served"], 2); // two bands
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{config(R"("limits_s": 240, "stations": "9")")}, false}), 1);
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              HasSubstr("layer \"reach\": station \"9\": there is none with this id"));
}

TEST(Check, ASpeedProfileThatCannotBeReadIsAMistakeInTheConfiguration) {
  write_file("roads.geojson", road_geojson);
  const auto config = write_file("hazardmap.json", R"({"response": {"profile": "gone.json"},
    "layers": [{"id": "roads", "kind": "road", "source": "roads.geojson"}]})");
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_check({{config}, false}), 1);
  EXPECT_THAT(testing::internal::GetCapturedStdout(),
              HasSubstr("gone.json: no such file; name a speed profile"));
}

} // namespace
