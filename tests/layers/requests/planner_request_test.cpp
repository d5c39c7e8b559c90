#include "layers/requests/planner_request.hpp"
#include "layers/travel/travel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"

namespace {

using layers::Params;
using layers::ResponseRequest;
using testing::ElementsAre;

std::string response_error(const Params& params) {
  try {
    layers::read_response_request(params);
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "";
}

std::string coverage_error(const Params& params) {
  try {
    layers::read_coverage_request(params);
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "";
}

std::string nearest_error(const Params& params) {
  try {
    layers::read_nearest_request(params);
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "";
}

TEST(PlannerRequest, WithoutParametersTheLimitsAreFourEightAndTenMinutes) {
  const auto request = layers::read_response_request({});
  EXPECT_THAT(request.limits, ElementsAre(2400U, 4800U, 6000U));
  EXPECT_EQ(request.split, ResponseRequest::Split::none);
  EXPECT_EQ(request.bands, ResponseRequest::Bands::rings);
  EXPECT_EQ(request.method, ResponseRequest::Method::grid);
  EXPECT_EQ(request.travel.direction, geo::Direction::outbound);
  EXPECT_TRUE(request.travel.what_if.empty());
}

TEST(PlannerRequest, EveryParameterOfResponseAreasIsRead) {
  const auto request = layers::read_response_request({{"limits_s", "480,240.5"},
                                                      {"limits_s", "240.5"},
                                                      {"split", "station"},
                                                      {"bands", "disks"},
                                                      {"method", "exact"},
                                                      {"cell_m", "10"},
                                                      {"closed_by", "flood:severity>=3,smoke"},
                                                      {"slowed_by", "smoke:0.5"},
                                                      {"bridges", "open"},
                                                      {"at", "07:30"},
                                                      {"stations", "1,west/2"},
                                                      {"direction", "inbound"},
                                                      {"turnout_s", "60"},
                                                      {"call_handling_s", "30"},
                                                      {"access_m", "50"},
                                                      {"walking_km_h", "4"}});
  EXPECT_THAT(request.limits, ElementsAre(2405U, 4800U)); // rising, each once, in deciseconds
  EXPECT_EQ(request.split, ResponseRequest::Split::station);
  EXPECT_EQ(request.bands, ResponseRequest::Bands::disks);
  EXPECT_EQ(request.method, ResponseRequest::Method::exact);
  EXPECT_EQ(request.cell_m, 10);
  const auto& travel = request.travel;
  ASSERT_EQ(travel.scenario.closed_by.size(), 2U);
  EXPECT_EQ(travel.scenario.closed_by[0].layer, "flood");
  EXPECT_EQ(travel.scenario.closed_by[1].layer, "smoke");
  ASSERT_EQ(travel.scenario.slowed_by.size(), 1U);
  EXPECT_EQ(travel.scenario.slowed_by[0].factor, 0.5);
  EXPECT_TRUE(travel.scenario.bridges_stay_open);
  EXPECT_EQ(travel.minute_of_day, 7 * 60 + 30);
  EXPECT_THAT(travel.stations, ElementsAre("1", "west/2"));
  EXPECT_EQ(travel.direction, geo::Direction::inbound);
  EXPECT_EQ(travel.turnout_s, 60);
  EXPECT_EQ(travel.call_handling_s, 30);
  EXPECT_EQ(travel.access_m, 50);
  EXPECT_EQ(travel.walking_km_h, 4);
}

TEST(PlannerRequest, SeveralChangesMayBeAskedAboutAtOnce) {
  const auto request = layers::read_response_request({{"add", "105.8,21"},
                                                      {"add", "105.9,21.1,90"},
                                                      {"move", "a:b:105,20"},
                                                      {"remove", "7,8"},
                                                      {"remove", "9"}});
  const auto& what_if = request.travel.what_if;
  ASSERT_EQ(what_if.added.size(), 2U);
  EXPECT_EQ(what_if.added[0].position, (geo::LonLat{105.8, 21}));
  EXPECT_FALSE(what_if.added[0].turnout_s);
  EXPECT_EQ(what_if.added[1].turnout_s, 90);
  ASSERT_EQ(what_if.moved.size(), 1U);
  EXPECT_EQ(what_if.moved[0].station, "a:b"); // ids may hold colons
  EXPECT_EQ(what_if.moved[0].position, (geo::LonLat{105, 20}));
  EXPECT_THAT(what_if.removed, ElementsAre("7", "8", "9"));
}

TEST(PlannerRequest, LimitsThatAreNoneAreRefused) {
  for (const auto* text : {"0", "-1", "1e9", "NaN", "inf", "abc", "0.5", "14401"})
    EXPECT_EQ(
        response_error({{"limits_s", text}}),
        fmt::format("parameter limits_s: \"{}\" is not a number of seconds from 1 to 14400", text));
  EXPECT_EQ(response_error({{"limits_s", "240,"}}),
            "parameter limits_s: \"240,\" has nothing between its commas; write one,two");
  std::string many = "1";
  for (int i = 2; i <= 1000; ++i)
    many += "," + std::to_string(i);
  EXPECT_EQ(response_error({{"limits_s", many}}),
            "parameter limits_s: 1000 are given; give at most 20");
}

TEST(PlannerRequest, ManyChangesAreTooMuch) {
  Params params;
  for (int i = 0; i < 100'000; ++i)
    params.emplace_back("add", "105,21");
  try {
    layers::read_response_request(params);
    FAIL() << "accepted";
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::too_large);
    EXPECT_STREQ(error.what(), "parameter add: 100000 are given; give at most 100");
  }
}

TEST(PlannerRequest, PlacesThatAreNoneAreRefused) {
  EXPECT_EQ(response_error({{"add", "105"}}),
            "parameter add: \"105\" is not two or three numbers; write lon,lat or "
            "lon,lat,turnout_s, or in JSON [[lon, lat]]");
  EXPECT_EQ(response_error({{"add", "200,21"}}),
            "parameter add: \"200,21\" leaves the world; write lon,lat in degrees");
  EXPECT_EQ(response_error({{"add", "105,21,-5"}}),
            "parameter add: \"105,21,-5\" has a turnout of -5 s; it must be from 0 to 14400");
  EXPECT_EQ(response_error({{"move", "105,21"}}),
            "parameter move: \"105,21\" names no station; write id:lon,lat");
  EXPECT_EQ(response_error({{"move", "7:105"}}),
            "parameter move: \"105\" is not two numbers; write lon,lat in degrees");
  EXPECT_EQ(nearest_error({}), "parameter point: missing; write point=lon,lat");
  EXPECT_EQ(nearest_error({{"point", "NaN,1"}}),
            "parameter point: \"NaN,1\" is not two numbers; write lon,lat in degrees");
}

TEST(PlannerRequest, WordsNumbersAndTimesAreChecked) {
  EXPECT_EQ(response_error({{"split", "all"}}),
            "parameter split: \"all\" is not one of none, station, first-due");
  EXPECT_EQ(response_error({{"cell_m", "1"}}),
            "parameter cell_m: \"1\" is not a number from 5 to 1000");
  EXPECT_EQ(response_error({{"cell_m", "10"}, {"cell_m", "20"}}),
            "parameter cell_m: given twice; give it once");
  for (const auto* text : {"7", "24:00", "07:60", "a:b", "7.5:00", "07:30:00"})
    EXPECT_EQ(response_error({{"at", text}}),
              fmt::format("parameter at: \"{}\" is no time of day; write 07:30", text));
  EXPECT_EQ(response_error({{"method", "exact"}, {"split", "first-due"}}),
            "parameter method: exact does not go with split=first-due; use method=grid");
  EXPECT_EQ(coverage_error({{"due", "1.5"}}),
            "parameter due: \"1.5\" is not a whole number from 1 to 10");
  EXPECT_EQ(coverage_error({{"network", "maybe"}}),
            "parameter network: \"maybe\" is not one of false, true");
}

TEST(PlannerRequest, AParameterNobodyKnowsIsRefusedWithTheClosest) {
  EXPECT_EQ(response_error({{"limit_s", "240"}}),
            "parameter limit_s: not known here; did you mean limits_s?");
  EXPECT_THAT(response_error({{"colour", "red"}}),
              testing::StartsWith("parameter colour: not known here; known are: access_m, add, "));
}

TEST(PlannerRequest, AStandardBringsItsOwnLimits) {
  EXPECT_TRUE(layers::read_coverage_request({{"standard", "ru-123-fz-76"}}).limits.empty());
  EXPECT_THAT(layers::read_coverage_request({}).limits, ElementsAre(2400U, 4800U, 6000U));
}

TEST(PlannerRequest, AnObjectBecomesParameters) {
  const auto object = nlohmann::json::parse(
      R"({"limits_s": [240, 480.5], "split": "station", "cell_m": 10, "network": true})");
  EXPECT_THAT(layers::params_of(object),
              testing::UnorderedElementsAre(
                  testing::Pair("limits_s", "240"), testing::Pair("limits_s", "480.5"),
                  testing::Pair("split", "station"), testing::Pair("cell_m", "10"),
                  testing::Pair("network", "true")));
  try {
    layers::params_of(nlohmann::json::parse(R"({"at": {"hour": 7}})"));
    FAIL() << "accepted";
  } catch (const geo::Error& error) {
    EXPECT_STREQ(error.what(), "parameter at: object is neither a text, a number, true, false nor "
                               "a list of them");
  }
}

std::vector<std::string> stations_of(const Params& params) {
  return layers::read_response_request(params).travel.stations;
}

TEST(PlannerRequest, IdsWithCommasStandInQuotes) {
  EXPECT_THAT(stations_of({{"stations", R"("Trạm 5, Quận 1",7)"}}),
              ElementsAre("Trạm 5, Quận 1", "7"));
  EXPECT_THAT(stations_of({{"stations", R"(7,"Trạm 5, Quận 1")"}, {"stations", R"("a,b")"}}),
              ElementsAre("7", "Trạm 5, Quận 1", "a,b"));
  EXPECT_THAT(stations_of({{"stations", R"("a ""b"", c")"}}), ElementsAre(R"(a "b", c)"));
  EXPECT_THAT(stations_of({{"stations", R"("7")"}}), ElementsAre("7"));
  EXPECT_THAT(stations_of({{"stations", R"(a"b,c\)"}}), ElementsAre(R"(a"b)", R"(c\)"))
      << "a quote within an id is the id's";
  const auto what_if =
      layers::read_response_request(
          {{"remove", R"("a,b")"}, {"move", R"("c,d":105,21)"}, {"move", "e,f:105,21"}})
          .travel.what_if;
  EXPECT_THAT(what_if.removed, ElementsAre("a,b"));
  EXPECT_EQ(what_if.moved.at(0).station, "c,d");
  EXPECT_EQ(what_if.moved.at(1).station, "e,f");
}

TEST(PlannerRequest, QuotesThatDoNotFitAreRefused) {
  EXPECT_EQ(response_error({{"stations", R"("Trạm 5, Quận 1)"}}),
            R"(parameter stations: "Trạm 5, Quận 1 has a quote that does not end; write "a, b",c)");
  EXPECT_EQ(response_error({{"stations", R"("a"b,c)"}}),
            R"(parameter stations: "a"b,c has something behind its quotes; write "a, b",c)");
}

TEST(PlannerRequest, AListInABodyIsTakenAsItIs) {
  const auto params = layers::params_of(nlohmann::json::parse(
      R"({"stations": ["Trạm 5, Quận 1", "\"x\"", 7, "a;b"], "add": [[105, 21], "105.5,21,60"],
          "move": ["Trạm 5, Quận 1:105,21"]})"));
  const auto travel = layers::read_response_request(params).travel;
  EXPECT_THAT(travel.stations, ElementsAre("Trạm 5, Quận 1", "\"x\"", "7", "a;b"));
  ASSERT_EQ(travel.what_if.added.size(), 2U);
  EXPECT_EQ(travel.what_if.added[0].position, (geo::LonLat{105, 21}));
  EXPECT_EQ(travel.what_if.added[1].turnout_s, 60);
  EXPECT_EQ(travel.what_if.moved.at(0).station, "Trạm 5, Quận 1");
  EXPECT_THAT(layers::read_response_request(
                  layers::params_of(nlohmann::json::parse(R"({"stations": "3,7"})")))
                  .travel.stations,
              ElementsAre("3", "7"))
      << "a text by itself is as in an address";
}

std::string body_error(const std::string& json) {
  try {
    layers::params_of(nlohmann::json::parse(json));
  } catch (const geo::Error& error) {
    return error.what();
  }
  return "";
}

TEST(PlannerRequest, ListsThatMeanNothingAreRefused) {
  EXPECT_EQ(body_error(R"({"limits_s": []})"),
            "parameter limits_s: its list is empty; leave it out, or say something");
  EXPECT_EQ(body_error(R"({"add": [[[105, 21]]]})"),
            "parameter add: a list in its list holds no number but array; write [[lon, lat]] or "
            "[\"lon,lat\"]");
  EXPECT_EQ(body_error(R"({"add": [["105", "21"]]})"),
            "parameter add: a list in its list holds no number but string; write [[lon, lat]] or "
            "[\"lon,lat\"]");
}

TEST(PlannerRequest, NothingIsNoValue) {
  for (const auto* name : {"limits_s", "stations", "closed_by", "at", "cell_m", "split"})
    EXPECT_EQ(response_error({{name, ""}}),
              fmt::format("parameter {}: is empty; leave it out, or say something", name));
  for (const auto* name : {"standard", "area", "demand", "hazard", "network", "due"}) {
    EXPECT_EQ(coverage_error({{name, ""}}),
              fmt::format("parameter {}: is empty; leave it out, or say something", name));
    EXPECT_EQ(coverage_error({{name, "\"\""}}),
              fmt::format("parameter {}: is empty; leave it out, or say something", name));
  }
}

TEST(PlannerRequest, LimitsFinerThanTenthsOfASecondAreRefused) {
  EXPECT_EQ(response_error({{"limits_s", "60.25"}}),
            "parameter limits_s: \"60.25\" is finer than the tenths of a second that times are "
            "counted in; write 60.3");
  EXPECT_EQ(coverage_error({{"limits_s", "60,60.0001"}}),
            "parameter limits_s: \"60.0001\" is finer than the tenths of a second that times are "
            "counted in; write 60");
  for (int tenths = 10; tenths < 3000; ++tenths)
    EXPECT_EQ(response_error({{"limits_s", fmt::format("{}", tenths / 10.0)}}), "");
}

TEST(PlannerRequest, WhoIsFirstDueIsNotSplitOtherwise) {
  const auto split = [](const std::string& word) {
    return layers::read_response_request({{"split", word}}, ResponseRequest::Split::first_due);
  };
  EXPECT_NO_THROW(split("first-due"));
  for (const auto* word : {"none", "station"})
    EXPECT_THROW(split(word), geo::Error) << word;
}

TEST(PlannerRequest, ListsWithinListsAreRefusedHoweverDeep) {
  const auto deep = nlohmann::json::parse("{\"count\":" + std::string(200'000, '[') +
                                          std::string(200'000, ']') + "}");
  EXPECT_THROW(layers::params_of(deep), geo::Error);
}

TEST(PlannerRequest, WhatDoesNotGoTogetherIsRefused) {
  EXPECT_EQ(coverage_error({{"limits_s", "240"}, {"standard", "us-nfpa-1710"}}),
            "parameter limits_s: a standard has limits of its own; give one of the two");
  EXPECT_EQ(response_error({{"method", "exact"}, {"access_m", "0"}}),
            "parameter access_m: \"0\" does not go with method=exact; use method=grid");
  std::string points = "1,2";
  for (int i = 1; i < 1000; ++i)
    points += ";1,2";
  EXPECT_EQ(nearest_error({{"point", points}, {"count", "100"}}),
            "1000 points with 100 stations each are more than 50000 ways; ask for fewer at once");
}

TEST(PlannerRequest, PointsMayBeManyInOneParameter) {
  const auto request = layers::read_nearest_request({{"point", "1,2;3,4"}, {"point", "5,6"}});
  EXPECT_THAT(request.points, ElementsAre(geo::LonLat{1, 2}, geo::LonLat{3, 4}, geo::LonLat{5, 6}));
  EXPECT_EQ(request.count, 3U);
}

TEST(PlannerRequest, WhatIsComparedIsTheStateWithoutTheChange) {
  auto request = layers::read_response_request({{"closed_by", "flood"}, {"remove", "7"}}).travel;
  const auto base = layers::compared_with(request);
  ASSERT_TRUE(base); // the what-if counts: the flood stays
  EXPECT_TRUE(base->what_if.empty());
  EXPECT_EQ(base->scenario.closed_by.size(), 1U);
  const auto normal = layers::compared_with(*base);
  ASSERT_TRUE(normal);
  EXPECT_FALSE(normal->scenario.changes_zones());
  EXPECT_FALSE(layers::compared_with(*normal));
}

} // namespace
