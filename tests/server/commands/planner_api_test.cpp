// The questions of planners over HTTP and on the command line, asked of the sample district.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/travel/response_model.hpp"
#include "server/commands/planner.hpp"
#include "tests/support/layer_sketch.hpp"
#include "tests/support/planner_sketch.hpp"
#include "tests/support/sample_district.hpp"
#include "tests/support/test_files.hpp"

namespace {

using layers::Question;
using nlohmann::json;

class PlannerApi : public support::SampleDistrict {
protected:
  server::Response post(const std::string& target, const std::string& body,
                        const server::Headers& more = {}) {
    server::Request request;
    request.method = "POST";
    request.headers = {{"Host", "map.test"},
                       {"Content-Type", "application/json"},
                       {"Content-Length", std::to_string(body.size())}};
    request.headers.insert(request.headers.end(), more.begin(), more.end());
    request.body = body;
    EXPECT_TRUE(server::decode_target(target, request));
    return m_router.answer(request);
  }
};

TEST_F(PlannerApi, EachQuestionAnswersAFeatureCollection) {
  for (const auto* target :
       {"/response-areas?limits_s=240,480", "/first-due?limits_s=600", "/coverage?area=wards",
        "/nearest-stations?point=108.355,15.914", "/arrival-times?point=108.355,15.914"}) {
    const auto response = get(target);
    ASSERT_EQ(response.status, 200) << target << ": " << *response.body;
    EXPECT_EQ(server::find_header(response.headers, "Content-Type"), "application/geo+json");
    const auto answer = json::parse(*response.body);
    EXPECT_EQ(answer["type"], "FeatureCollection");
    EXPECT_FALSE(answer["features"].empty()) << target;
    EXPECT_TRUE(answer["summary"].is_object()) << target;
  }
}

TEST_F(PlannerApi, EachWardHasItsShareAndTheyAddUp) {
  const auto answer = document("/coverage?limits_s=480&area=wards&gaps=0");
  double people = 0;
  double covered = 0;
  std::size_t areas = 0;
  for (const auto& feature : answer["features"]) {
    ++areas;
    people += feature["properties"]["total"].get<double>();
    covered += feature["properties"]["covered_480_s"].get<double>();
  }
  EXPECT_EQ(areas, 39U);
  const auto& asked = answer["summary"]["asked"];
  // Wards share borders and cover everything: what lies on a border may count on both sides.
  EXPECT_NEAR(people, asked["total"].get<double>(), 0.001 * people);
  EXPECT_NEAR(covered, asked["limits"][0]["covered"].get<double>(), 0.001 * people);
}

TEST_F(PlannerApi, TheFloodTakesWhatItTakes) {
  const auto answer = document("/coverage?limits_s=480&closed_by=flood:severity%3E%3D3");
  const auto& summary = answer["summary"];
  EXPECT_LT(summary["asked"]["limits"][0]["covered"], summary["before"]["limits"][0]["covered"]);
  EXPECT_GT(summary["asked"]["travel"]["closed"]["km"], 0);
  EXPECT_FALSE(summary["asked"]["travel"]["cut_off"].empty()); // stations stand in the water
}

TEST_F(PlannerApi, WhatTheClientHasIsNotSentAgain) {
  const auto target = "/response-areas?limits_s=300";
  const auto first = get(target);
  const std::string tag(*server::find_header(first.headers, "ETag"));
  EXPECT_EQ(get(target, {{"Host", "map.test"}, {"If-None-Match", tag}}).status, 304);
  EXPECT_NE(server::find_header(get("/response-areas?limits_s=301").headers, "ETag"), tag);
}

TEST_F(PlannerApi, WhoPostsIsNotToldThatNothingHasChanged) { // RFC 9110 section 13.1.2
  const std::string body = R"({"points": [[108.355, 15.914]]})";
  const auto first = post("/nearest-stations", body);
  const std::string tag(server::find_header(first.headers, "ETag").value());
  EXPECT_EQ(post("/nearest-stations", body, {{"If-None-Match", tag}}).status, 412);
  EXPECT_EQ(post("/nearest-stations", body, {{"If-None-Match", "\"another\""}}).status, 200);
  EXPECT_EQ(post("/nearest-stations", body, {{"If-Match", "\"another\""}}).status, 412);
  EXPECT_EQ(post("/nearest-stations", body, {{"If-Match", tag}}).status, 200);
  EXPECT_EQ(post("/nearest-stations", body, {{"Range", "bytes=0-9"}}).status, 200);
}

TEST_F(PlannerApi, ManyPointsMayBeAskedForInABody) {
  const auto response =
      post("/nearest-stations", R"({"points": [[108.355, 15.914], [108.34, 15.9]], "count": 2})");
  ASSERT_EQ(response.status, 200) << *response.body;
  const auto answer = json::parse(*response.body);
  EXPECT_EQ(answer["features"].size(), 4U);
  EXPECT_EQ(answer["features"][3]["properties"]["point"], 2);
  const auto same = document("/nearest-stations?point=108.355,15.914;108.34,15.9&count=2");
  EXPECT_EQ(same, answer);
}

TEST_F(PlannerApi, BodiesThatAreNoneAreRefused) {
  const auto detail = [&](const std::string& body) {
    const auto response = post("/nearest-stations", body);
    EXPECT_EQ(response.status, 400);
    return json::parse(*response.body)["detail"].get<std::string>();
  };
  EXPECT_EQ(detail("[1]"),
            "body: it is no JSON object; write {\"points\": [[lon, lat]], \"count\": 3}");
  EXPECT_EQ(detail(R"({"points": 3})"), "body: \"points\" must be a list of [lon, lat]");
  EXPECT_EQ(detail(R"({"points": [[1]]})"), "body: point 1 of \"points\" is not [lon, lat]");
}

TEST_F(PlannerApi, ABodyWithAKeyTwiceIsRefused) {
  const auto response =
      post("/nearest-stations", R"({"points": [[108.355, 15.914]], "count": 1, "count": 2})");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(json::parse(*response.body)["detail"],
            "body: key \"count\" stands twice in one object; leave one");
}

TEST_F(PlannerApi, EveryAnswerHasWarningsBeforeItsFeatures) {
  for (const auto* target : {"/response-areas?limits_s=4,8", "/first-due?limits_s=4,8",
                             "/coverage?limits_s=4,8", "/nearest-stations?point=108.355,15.914"}) {
    const auto response = get(target);
    ASSERT_EQ(response.status, 200) << target;
    const auto answer = nlohmann::ordered_json::parse(*response.body);
    EXPECT_EQ((++answer.begin()).key(), "warnings");
    ASSERT_TRUE(answer["warnings"].is_array());
    if (std::string(target).find("limits_s") != std::string::npos) {
      EXPECT_EQ(answer["warnings"][0],
                "parameter limits_s: 4,8 is in seconds; did you mean 240,480?");
    }
  }
  const auto posted = post("/nearest-stations", R"({"points": [[108.355, 15.914]]})");
  EXPECT_TRUE(json::parse(*posted.body)["warnings"].is_array());
}

TEST_F(PlannerApi, ComputedLayersAreNoData) {
  for (const auto* parameter : {"area", "demand", "hazard"})
    EXPECT_EQ(
        refusal(fmt::format("/coverage?{}=reach", parameter)),
        std::pair(400, fmt::format("parameter {}: the layer \"reach\" is computed from others; "
                                   "name one that has a source",
                                   parameter)));
}

TEST_F(PlannerApi, ABodyNestedWithoutEndIsRefused) {
  const std::string deep = std::string(60'000, '[') + std::string(60'000, ']');
  EXPECT_EQ(post("/nearest-stations", R"({"points":[[108,15]],"count":)" + deep + "}").status, 400);
  EXPECT_EQ(post("/nearest-stations", R"({"points":)" + deep + "}").status, 400);
}

TEST_F(PlannerApi, WhereRoadsAreClosedNobodyArrivesByStraightLine) {
  const auto in_the_water =
      document("/nearest-stations?point=108.35,15.9&count=18&closed_by=flood");
  EXPECT_TRUE(in_the_water["features"].empty());
  EXPECT_EQ(in_the_water["summary"]["points_not_reached"], 1);
  const auto on_land = document("/nearest-stations?point=108.355,15.914&count=18&closed_by=flood");
  const auto& ways = on_land["features"];
  EXPECT_GT(ways.size(), 0U);
  EXPECT_LT(ways.size(), 18U); // some stations are cut off
  for (const auto& way : ways)
    EXPECT_EQ(way["properties"]["by"], "road");
}

TEST_F(PlannerApi, LayersWithoutShapesAreNoAreas) {
  EXPECT_EQ(refusal("/coverage?area=stations"),
            std::pair(400, std::string("parameter area: the layer \"stations\" has no polygons")));
  EXPECT_EQ(refusal("/coverage?hazard=roads").first, 400);
}

TEST_F(PlannerApi, WrongQuestionsAreTheClientsFault) {
  EXPECT_EQ(refusal("/response-areas?limits_s=0"),
            std::pair(400, std::string("parameter limits_s: \"0\" is not a number of seconds from "
                                       "1 to 14400")));
  EXPECT_EQ(refusal("/coverage?demand=houses"),
            std::pair(404, std::string("parameter demand: no layer \"houses\" is served")));
  EXPECT_EQ(refusal("/response-areas?remove=999").first, 404);
  EXPECT_EQ(refusal("/coverage?standard=moon").first, 404);
  EXPECT_EQ(refusal("/response-areas?closed_by=lava").first, 404);
  EXPECT_EQ(refusal("/coverage?standard=vn-tcvn-2622-hydrant"),
            std::pair(400, std::string("standard \"vn-tcvn-2622-hydrant\": it is about hydrants; "
                                       "coverage is measured by times and radii of stations")));
  std::string many = "/response-areas?";
  for (int i = 0; i < 101; ++i)
    many += "&add=108.3,15.9";
  EXPECT_EQ(refusal(many).first, 413);
}

TEST_F(PlannerApi, WorkThatNobodyWaitsForIsGivenUp) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(get("/response-areas?limits_s=333", {}, stop.get_token()).status, 503);
  EXPECT_EQ(get("/coverage?limits_s=333", {}, stop.get_token()).status, 503);
}

TEST_F(PlannerApi, WithoutRoadsTheAnswerSaysSo) {
  support::Sketch stations;
  stations.point({105.5, 20.5});
  m_app.catalog.publish({{}, {stations.layer("stations")}});
  EXPECT_EQ(refusal("/response-areas"),
            std::pair(404, std::string("roads: no layer of kind road is served that can be driven; "
                                       "give the configuration one to ask for times")));
}

TEST_F(PlannerApi, ARadiusNeedsNoRoads) {
  support::MapSketch sketch;
  sketch.station({0, 0});
  sketch.people({1000, 0}, 10);
  sketch.people({4000, 0}, 20);
  m_app.catalog.publish(support::model_of(sketch));
  const auto coverage = document("/coverage?standard=vn-qcvn-01-2021")["summary"]["asked"];
  EXPECT_EQ(coverage["limits"][0]["covered"], 10) << "within 3 km";
  EXPECT_EQ(coverage["limits"][1]["covered"], 30) << "within 5 km";
  const auto areas = document("/response-areas?standard=vn-qcvn-01-2021&bands=disks");
  EXPECT_NEAR(areas["features"][1]["properties"]["area_km2"].get<double>(), 25 * 3.14159, 0.05);
  EXPECT_EQ(refusal("/coverage?limits_s=480").first, 404);
  EXPECT_EQ(refusal("/response-areas?standard=ru-123-fz-76").first, 400);
}

TEST_F(PlannerApi, NormsSayHowSureTheyAre) {
  const auto list = document("/standards")["standards"];
  ASSERT_FALSE(list.empty());
  for (const auto& norm : list)
    EXPECT_THAT(norm["certainty"].get<std::string>(),
                testing::AnyOf("verified", "secondary", "unverified"));
}

TEST_F(PlannerApi, DerivedLayersAreTiledLikeAnyOther) {
  const auto layer = layers::find_layer(m_app.catalog.snapshot()->layers, "reach");
  ASSERT_TRUE(layer);
  EXPECT_EQ(layer->features->size(), 3U); // 4, 8 and 10 minutes
  const auto tile = get("/xyz/reach/11/1640/932.geojson");
  EXPECT_EQ(tile.status, 200);
  EXPECT_THAT(*tile.body, testing::HasSubstr("\"class\":\"band-1\""));
}

TEST_F(PlannerApi, DerivedLayersDoNotShowWhatTheyAreComparedWith) {
  for (const auto* id : {"reach-flood", "gaps-flood"}) {
    std::set<std::string> states;
    const auto items = document(fmt::format("/collections/{}/items?limit=1000", id));
    for (const auto& feature : items["features"])
      states.insert(feature["properties"]["state"]);
    EXPECT_THAT(states, testing::Contains("asked")) << id;
    EXPECT_THAT(states, testing::Not(testing::Contains("before"))) << id;
  }
}

/// Titles of a legend's entries in English.
std::vector<std::string> titles_of(const json& legend) {
  std::vector<std::string> titles;
  for (const auto& entry : legend["entries"])
    titles.push_back(entry["title"]["en"]);
  return titles;
}

TEST_F(PlannerApi, LegendsOfDerivedLayersSayWhatTheirParametersAsk) {
  using testing::ElementsAre;
  EXPECT_THAT(titles_of(document("/legend/reach-flood")),
              ElementsAre("Reached in 8 to 10 minutes", "Reached in 4 to 8 minutes",
                          "Reached within 4 minutes", "No longer reached within 10 minutes"));
  EXPECT_THAT(titles_of(document("/legend/gaps")),
              ElementsAre("People not reached within 8 minutes"));
  EXPECT_THAT(
      titles_of(document("/legend/first-due")),
      testing::AllOf(testing::SizeIs(8), testing::Each("First-due station, within 20 minutes")));
}

TEST_F(PlannerApi, AStyleFileOfTheUsersOwnIsDrawnAsItStands) {
  const auto reach = layers::find_layer(map().layers, "reach");
  auto own = std::make_shared<layers::Layer>(*reach);
  own->config.style = support::source_file("styles/response.json");
  auto changed = map();
  *std::ranges::find(changed.layers, reach) = own;
  m_app.catalog.publish(changed);
  const auto titles = titles_of(document("/legend/reach"));
  EXPECT_EQ(titles.front(), "Reached within the first limit");
  EXPECT_EQ(titles.back(), "No longer reached");
}

/// What a command about the sample district prints; its answer goes to a file.
std::string printed(Question question, const layers::Params& params, const std::string& path) {
  server::PlannerCommand command;
  command.question = question;
  command.sources = {support::source_file("sample-data/hazardmap.json")};
  command.params = params;
  command.output = path;
  command.overwrite = true;
  testing::internal::CaptureStdout();
  EXPECT_EQ(server::run_planner(command), 0);
  return testing::internal::GetCapturedStdout();
}

TEST_F(PlannerApi, TheCommandGivesTheSameAnswer) {
  const auto path = std::filesystem::temp_directory_path() / "planner_api_test.geojson";
  const auto by_command = [&](Question question, const layers::Params& params) {
    EXPECT_FALSE(printed(question, params, path.string()).empty()); // the summary
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  EXPECT_EQ(by_command(Question::response_areas, {{"limits_s", "240,480"}, {"closed_by", "flood"}}),
            *get("/response-areas?limits_s=240,480&closed_by=flood").body);
  EXPECT_EQ(by_command(Question::coverage, {{"area", "wards"}}), *get("/coverage?area=wards").body);
  EXPECT_EQ(by_command(Question::nearest_stations, {{"point", "108.355,15.914"}}),
            *get("/nearest-stations?point=108.355,15.914").body);
  EXPECT_EQ(by_command(Question::arrival_times, {{"point", "108.355,15.914"}}),
            *get("/arrival-times?point=108.355,15.914").body);
  std::filesystem::remove(path);
}

TEST_F(PlannerApi, TheCommandPrintsWaysAsATable) {
  const auto path = std::filesystem::temp_directory_path() / "planner_api_test_ways.geojson";
  std::istringstream lines(
      printed(Question::nearest_stations, {{"point", "108.355,15.914"}}, path.string()));
  std::filesystem::remove(path);
  std::string line;
  std::getline(lines, line);
  std::istringstream titles(line);
  EXPECT_THAT((std::vector<std::string>(std::istream_iterator<std::string>(titles), {})),
              testing::ElementsAre("point", "rank", "station", "station_name", "arrival_s",
                                   "distance_m", "by"));
  const auto answer = document("/nearest-stations?point=108.355,15.914");
  ASSERT_FALSE(answer["features"].empty());
  for (const auto& feature : answer["features"]) {
    std::getline(lines, line);
    for (const auto& [name, value] : feature["properties"].items())
      EXPECT_THAT(line,
                  testing::HasSubstr(value.is_string() ? value.get<std::string>() : value.dump()))
          << name;
  }
  EXPECT_FALSE(std::getline(lines, line)) << line;
}

} // namespace
