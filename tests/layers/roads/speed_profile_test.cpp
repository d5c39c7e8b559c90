#include "layers/roads/speed_profile.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_files.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::load_speed_profile;
using layers::one_way;
using layers::OneWay;

layers::SpeedProfile profile_of(const std::string& text) {
  const TestFolder folder;
  return load_speed_profile(folder.write("engine.json", text));
}

/// The message after the path of the file.
std::string mistake_in(const std::string& text) {
  const TestFolder folder;
  const auto file = folder.write("engine.json", text);
  const auto message = error_of([&] { load_speed_profile(file); });
  return message.starts_with(file + ": ") ? message.substr(file.size() + 2) : message;
}

std::string mistake_beside_classes(const std::string& members) {
  return mistake_in(R"({"class_km_h":{"primary":60},)" + members + "}");
}

TEST(SpeedProfile, TheOneBuiltInKnowsTheClassesOfOpenStreetMap) {
  const auto profile = load_speed_profile("fire-engine");
  EXPECT_EQ(profile.name, "fire-engine");
  for (const auto* drivable :
       {"motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
        "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
        "living_street", "service", "track", "pedestrian", "road"})
    EXPECT_GT(profile.class_km_h.at(drivable), 0) << drivable;
  for (const auto* closed : {"footway", "path", "steps", "cycleway", "construction"})
    EXPECT_EQ(profile.class_km_h.at(closed), 0) << closed;
  EXPECT_THAT(profile.closed_barriers, testing::Contains("bollard"));
  EXPECT_THAT(profile.closed_barriers, testing::Not(testing::Contains("gate")));
  EXPECT_THAT(profile.closed_access, testing::ElementsAre("no"));
  EXPECT_EQ(profile.weight_t, 14);
  EXPECT_EQ(profile.height_m, 3.3);
  EXPECT_EQ(profile.width_m, 2.5);
  EXPECT_EQ(profile.axle_load_t, 9.5);
  EXPECT_THAT(profile.open_for, testing::Contains("bus"));
  EXPECT_THAT(profile.opened_barriers, testing::Contains("removable"));
  EXPECT_GT(profile.emergency_km_h, 0);
  for (const auto& impassable : profile.impassable_classes)
    EXPECT_EQ(profile.class_km_h.at(impassable), 0) << impassable;
}

TEST(SpeedProfile, EveryKeyIsRead) {
  const auto profile = profile_of(R"({
    "name": "boat", // of the flood company
    "class_km_h": {"canal": 12}, "other_class_km_h": 0, "maxspeed_factor": 0.5, "most_km_h": 20,
    "obeys_one_way": false, "surface_factors": {"reeds": 0.5}, "closed_access": ["no", "private"],
    "closed_barriers": ["lock"], "no_access_classes": ["sluice"],
    "weight_t": 2, "height_m": 2.5, "width_m": 3, "axle_load_t": 1, "open_for": ["canoe"],
    "emergency_km_h": 5, "impassable_classes": ["weir"], "opened_barriers": ["swinging"],
    "time_of_day": [{"from": "22:00", "to": "05:30", "factor": 0.5}]})");
  EXPECT_EQ(profile.name, "boat");
  EXPECT_EQ(profile.class_km_h.at("canal"), 12);
  EXPECT_EQ(profile.other_class_km_h, 0);
  EXPECT_EQ(profile.maxspeed_factor, 0.5);
  EXPECT_EQ(profile.most_km_h, 20);
  EXPECT_FALSE(profile.obeys_one_way);
  EXPECT_EQ(profile.surface_factors.at("reeds"), 0.5);
  EXPECT_THAT(profile.closed_access, testing::ElementsAre("no", "private"));
  EXPECT_THAT(profile.closed_barriers, testing::ElementsAre("lock"));
  EXPECT_THAT(profile.no_access_classes, testing::ElementsAre("sluice"));
  EXPECT_EQ(profile.weight_t, 2);
  EXPECT_EQ(profile.height_m, 2.5);
  EXPECT_EQ(profile.width_m, 3);
  EXPECT_EQ(profile.axle_load_t, 1);
  EXPECT_THAT(profile.open_for, testing::ElementsAre("canoe"));
  EXPECT_EQ(profile.emergency_km_h, 5);
  EXPECT_THAT(profile.impassable_classes, testing::ElementsAre("weir"));
  EXPECT_THAT(profile.opened_barriers, testing::ElementsAre("swinging"));
  ASSERT_EQ(profile.time_of_day.size(), 1U);
  EXPECT_EQ(profile.time_of_day[0].from_minute, 22 * 60);
  EXPECT_EQ(profile.time_of_day[0].to_minute, 5 * 60 + 30);
}

TEST(SpeedProfile, EveryKeyIsExplained) {
  std::ifstream file(support::source_file("docs/configuration.md"));
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  for (const auto& key : layers::speed_profile_keys())
    EXPECT_NE(text.find("| `" + key + "` |"), std::string::npos) << key;
}

TEST(SpeedProfile, MistakesAreNamed) {
  EXPECT_EQ(mistake_in("[]"), "is []; a speed profile is an object {\"class_km_h\": {…}}");
  EXPECT_EQ(mistake_in("{}"),
            "\"class_km_h\" is missing; list the speeds of classes: {\"primary\": 60}");
  EXPECT_EQ(mistake_in(R"({"class_km_h":{"primary":-5}})"),
            "\"class_km_h\": \"primary\" is -5; it must be a number from 0 to 300");
  EXPECT_EQ(mistake_in(R"({"class_km_h":7})"), "\"class_km_h\" is 7; it must be an object {…}");
  EXPECT_EQ(mistake_beside_classes(R"("most_kmh":7)"),
            "unknown key \"most_kmh\"; did you mean \"most_km_h\"?");
  EXPECT_EQ(mistake_beside_classes(R"("most_km_h":0)"),
            "\"most_km_h\" is 0; it must be a number from 1 to 300");
  EXPECT_EQ(mistake_beside_classes(R"("maxspeed_factor":"1")"),
            "\"maxspeed_factor\" is \"1\"; it must be a number from 0.01 to 10");
  EXPECT_EQ(mistake_beside_classes(R"("surface_factors":{"mud":0})"),
            "\"surface_factors\": \"mud\" is 0; it must be a number from 0.01 to 10");
  EXPECT_EQ(mistake_beside_classes(R"("obeys_one_way":1)"),
            "\"obeys_one_way\" is 1; it must be true or false");
  EXPECT_EQ(mistake_beside_classes(R"("closed_access":"no")"),
            "\"closed_access\" is \"no\"; it must be a list of texts");
  EXPECT_EQ(mistake_beside_classes(R"("closed_barriers":[1])"),
            "\"closed_barriers\" is [1]; it must be a list of texts");
}

TEST(SpeedProfile, AnEngineWithoutMeasuresHasNone) {
  const auto profile = profile_of(R"({"class_km_h": {}})");
  EXPECT_EQ(profile.weight_t, std::nullopt);
  EXPECT_EQ(profile.height_m, std::nullopt);
  EXPECT_EQ(profile.width_m, std::nullopt);
  EXPECT_EQ(profile.axle_load_t, std::nullopt);
  EXPECT_EQ(profile.emergency_km_h, 20);
  EXPECT_THAT(profile.impassable_classes, testing::Contains("steps"));
}

TEST(SpeedProfile, MistakesInMeasuresAreNamed) {
  EXPECT_EQ(mistake_beside_classes(R"("weight_t":0)"),
            "\"weight_t\" is 0; it must be a number from 0.1 to 200");
  EXPECT_EQ(mistake_beside_classes(R"("height_m":330)"),
            "\"height_m\" is 330; it must be a number from 0.1 to 50");
  EXPECT_EQ(mistake_beside_classes(R"("width_m":"2.5")"),
            "\"width_m\" is \"2.5\"; it must be a number from 0.1 to 50");
  EXPECT_EQ(mistake_beside_classes(R"("axle_load_t":null)"),
            "\"axle_load_t\" is null; it must be a number from 0.1 to 200");
  EXPECT_EQ(mistake_beside_classes(R"("weight":14)"),
            "unknown key \"weight\"; did you mean \"weight_t\"?");
  EXPECT_EQ(mistake_beside_classes(R"("emergency_km_h":-1)"),
            "\"emergency_km_h\" is -1; it must be a number from 0 to 300");
  for (const auto* list : {"open_for", "impassable_classes", "opened_barriers"})
    EXPECT_EQ(mistake_beside_classes(std::string("\"") + list + "\":7"),
              std::string("\"") + list + "\" is 7; it must be a list of texts");
}

TEST(SpeedProfile, MistakesInTimesOfDayAreNamed) {
  EXPECT_EQ(mistake_beside_classes(R"("time_of_day":7)"),
            "\"time_of_day\" is 7; it must be a list");
  EXPECT_EQ(mistake_beside_classes(R"("time_of_day":[7])"),
            "\"time_of_day\" 1: is 7; it must be an object {…}");
  for (const auto* wrong : {"7", "25:00", "24:01", "07:60", "0700", "", "07-00"})
    EXPECT_EQ(mistake_beside_classes(std::string(R"("time_of_day":[{"from":")") + wrong +
                                     R"(","to":"08:00","factor":1}])"),
              std::string("\"time_of_day\" 1: \"from\" is \"") + wrong +
                  "\"; it must be a time from \"00:00\" to \"24:00\"");
  EXPECT_EQ(mistake_beside_classes(R"("time_of_day":[{"from":"07:00","to":"24:00","factor":0}])"),
            "\"time_of_day\" 1: \"factor\" is 0; it must be a number from 0.01 to 10");
}

TEST(SpeedProfile, AProfileThatIsNotThereIsNamed) {
  EXPECT_EQ(error_of([] { load_speed_profile("nowhere.json"); }),
            "nowhere.json: no such file; name a speed profile, or leave it out for "
            "\"fire-engine\"");
  EXPECT_EQ(error_of([] { load_speed_profile("ladder"); }),
            "speed profile \"ladder\": no such profile; there is \"fire-engine\", or name a .json "
            "file");
}

TEST(SpeedProfile, TheFirstTimeOfDayThatFitsCounts) {
  const auto profile = profile_of(R"({"class_km_h": {}, "time_of_day": [
    {"from": "07:00", "to": "08:00", "factor": 0.5}, {"from": "06:00", "to": "09:00", "factor": 0.8},
    {"from": "23:00", "to": "05:00", "factor": 1.2}]})");
  const auto factor_at = [&](int hour, int minute) {
    return layers::time_of_day_factor(profile, hour * 60 + minute);
  };
  EXPECT_EQ(factor_at(7, 0), 0.5);
  EXPECT_EQ(factor_at(8, 0), 0.8);
  EXPECT_EQ(factor_at(9, 0), 1);
  EXPECT_EQ(factor_at(23, 0), 1.2);
  EXPECT_EQ(factor_at(0, 0), 1.2);
  EXPECT_EQ(factor_at(4, 59), 1.2);
  EXPECT_EQ(factor_at(5, 0), 1);
}

TEST(ProfileClass, AClassIsKnownAsItStandsInSmallLettersOrByTheWordsOfOtherSystems) {
  const auto profile = load_speed_profile("fire-engine");
  const auto known = [&](const char* text) { return profile_class(text, profile).value_or(""); };
  EXPECT_EQ(known("primary_link"), "primary_link");
  EXPECT_EQ(known("Primary Link"), "primary_link");
  EXPECT_EQ(known("Principal Arterial"), "primary");
  EXPECT_EQ(known("quốc lộ"), "primary");
  EXPECT_EQ(known("canal"), "");
  const auto own = profile_of(R"({"class_km_h": {"Principal Arterial": 70, "secondary": 40}})");
  EXPECT_EQ(profile_class("Principal Arterial", own), "Principal Arterial") << "its own word wins";
  EXPECT_EQ(profile_class("Collector", own), std::nullopt) << "it has no tertiary";
}

TEST(OneWay, RoundaboutsAndMotorwaysAreOneWayUnlessTheySayOtherwise) {
  constexpr double silent = NAN;
  EXPECT_EQ(one_way(1, "", "primary"), OneWay::forward);
  EXPECT_EQ(one_way(-1, "", "primary"), OneWay::backward);
  EXPECT_EQ(one_way(0, "", "primary"), OneWay::no);
  EXPECT_EQ(one_way(silent, "", "primary"), OneWay::no);
  EXPECT_EQ(one_way(silent, "roundabout", "primary"), OneWay::forward);
  EXPECT_EQ(one_way(silent, "circular", "primary"), OneWay::forward);
  EXPECT_EQ(one_way(0, "roundabout", "primary"), OneWay::no);
  EXPECT_EQ(one_way(silent, "", "motorway"), OneWay::forward);
  EXPECT_EQ(one_way(-1, "", "motorway"), OneWay::backward);
  EXPECT_EQ(one_way(0, "", "motorway"), OneWay::no);
  EXPECT_EQ(one_way(silent, "", "motorway_link"), OneWay::no);
}

} // namespace
