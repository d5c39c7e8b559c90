#include "layers/results/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using layers::CheckedLayer;
using layers::Kind;

std::vector<CheckedLayer> two_layers() {
  CheckedLayer flood;
  flood.config.id = "flood";
  flood.config.kind = Kind::hazard;
  flood.config.source = "flood.gpkg";
  flood.config.fields = {{"name", "ten"}, {"severity", "cap_do"}};
  flood.config.guessed_fields = {"severity"};
  flood.config.constants = {{"type", "flood"}};
  flood.config.without_fields = {"name_en"};
  flood.because = "polygons, \"flood\" in the name";
  flood.report.emplace();
  flood.report->format = "GPKG";
  flood.report->crs = "EPSG:3405";
  flood.report->read = 412;
  flood.report->served = 411;
  flood.report->add("no CRS: taken as longitude/latitude", layers::Effect::note, "");
  for (const auto* id : {"1", "2", "3", "4", "5", "6"})
    flood.report->add("self-intersection repaired", layers::Effect::note, id);
  flood.report->add("no geometry", layers::Effect::lost, "9");

  CheckedLayer wards;
  wards.config.id = "city-wards";
  wards.config.kind = Kind::area;
  wards.config.source = "wards.shp";
  wards.error = "wards.shp: no such file; check \"source\"";
  return {flood, wards};
}

TEST(Report, TextHasALineALayerAndOneAProblem) {
  EXPECT_EQ(report_text(two_layers()),
            "flood       hazard     411 of 412 features  GPKG  EPSG:3405  flood.gpkg\n"
            "    guessed: polygons, \"flood\" in the name\n"
            "    roles: name = ten (configured), name_en (switched off), severity = cap_do "
            "(guessed), type = flood (constant)\n"
            "    note: no CRS: taken as longitude/latitude\n"
            "    note: self-intersection repaired: 6 features (id 1, 2, 3, 4, 5, …)\n"
            "    lost: no geometry: 1 feature (id 9)\n"
            "city-wards  area       FAILED  wards.shp: no such file; check \"source\"\n");
}

TEST(Report, AnIdStaysOnItsLine) {
  CheckedLayer layer = two_layers()[0];
  layer.report->problems = {{"no geometry", layers::Effect::lost, 1, {"a\nb \"c\""}, {}, 0}};
  EXPECT_THAT(layers::report_text({layer}), testing::HasSubstr("(id a\\x0ab \"c\")\n"));
  const auto json = nlohmann::json::parse(layers::report_json({layer}));
  EXPECT_EQ(json["layers"][0]["problems"][0]["first_ids"][0], "a\nb \"c\"");
}

TEST(Report, JsonHasTheSame) {
  const auto json = nlohmann::json::parse(report_json(two_layers()));
  EXPECT_EQ(json["clean"], false);
  const auto& flood = json["layers"][0];
  EXPECT_EQ(flood["kind"], "hazard");
  EXPECT_EQ(flood["guess"], "polygons, \"flood\" in the name");
  EXPECT_EQ(flood["fields"]["severity"], "cap_do");
  EXPECT_EQ(flood["roles"], nlohmann::json::parse(R"({
    "name": {"by": "ten", "from": "configured"}, "name_en": {"by": "", "from": "switched off"},
    "severity": {"by": "cap_do", "from": "guessed"}, "type": {"by": "flood", "from": "constant"}})"));
  EXPECT_EQ(flood["read"], 412);
  EXPECT_EQ(flood["served"], 411);
  EXPECT_EQ(flood["problems"][2],
            nlohmann::json::parse(R"({"what":"no geometry","effect":"lost","lost":true,"count":1,
                                      "first_ids":["9"],"first_values":[],"distinct_values":0})"));
  EXPECT_EQ(json["layers"][1]["error"], "wards.shp: no such file; check \"source\"");
}

TEST(Report, CleanMeansNothingLostAndNothingFailed) {
  auto two = two_layers();
  EXPECT_FALSE(layers::is_clean({two[0]})) << "lost a feature";
  EXPECT_FALSE(layers::is_clean({two[1]})) << "failed";
  two[0].report->problems.pop_back();
  EXPECT_TRUE(layers::is_clean({two[0]})) << "repairs are no loss";
  two[0].report->add("severity not understood", layers::Effect::not_understood, "7", "cao?");
  EXPECT_FALSE(layers::is_clean({two[0]})) << "what decides answers was not understood";
}

TEST(Report, WhatWasNotUnderstoodNamesItsValuesOnce) {
  CheckedLayer layer = two_layers()[0];
  layer.report->problems.clear();
  for (const auto* value : {"5 m", "volunteer", "5 m", "a", "b", "c", "d"})
    layer.report->add("turnout_s not understood, default used", layers::Effect::not_understood, "1",
                      value);
  EXPECT_THAT(
      layers::report_text({layer}),
      testing::HasSubstr("    not understood: turnout_s not understood, default used: 7 "
                         "features (\"5 m\", \"volunteer\", \"a\", \"b\", \"c\", …; id 1, 1, "
                         "1, 1, 1, …)\n"));
  const auto json = nlohmann::json::parse(layers::report_json({layer}));
  EXPECT_EQ(json["layers"][0]["problems"][0]["effect"], "not understood");
  EXPECT_EQ(json["layers"][0]["problems"][0]["first_values"][1], "volunteer");
  EXPECT_EQ(json["layers"][0]["problems"][0]["distinct_values"], 6);
}

TEST(Report, JsonHasAHundredValuesAndHowManyThereAre) {
  CheckedLayer layer = two_layers()[0];
  auto& problem = layer.report->add("severity not understood", layers::Effect::not_understood, "1");
  for (int i = 0; i < 250; ++i)
    problem.add_value("zone " + std::to_string(i));
  const auto json = nlohmann::json::parse(layers::report_json({layer}))["layers"][0]["problems"];
  EXPECT_EQ(json.back()["first_values"].size(), 100U);
  EXPECT_EQ(json.back()["first_values"][99], "zone 99");
  EXPECT_EQ(json.back()["distinct_values"], 250);
  EXPECT_THAT(
      layers::report_text({layer}),
      testing::HasSubstr("(\"zone 0\", \"zone 1\", \"zone 2\", \"zone 3\", \"zone 4\", …;"));
}

} // namespace
