#include "layers/catalog/layer_roles.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/catalog/discovery.hpp"
#include "layers/catalog/source.hpp"
#include "layers/config/osm_layers.hpp"
#include "layers/features/role_values.hpp"
#include "tests/support/test_files.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::Kind;
using layers::LayerConfig;
using layers::make_layer;
using layers::read_layer;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// Squares side by side, each with its properties, as GeoJSON.
std::string squares(const std::vector<std::string>& properties) {
  std::string features;
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const auto west = std::to_string(i);
    const auto east = std::to_string(i + 1);
    features += std::string(features.empty() ? "" : ",") + R"({"type":"Feature","properties":{)" +
                properties[i] + R"(},"geometry":{"type":"Polygon","coordinates":[[[)" + west +
                ",0],[" + east + ",0],[" + east + ",1],[" + west + ",1],[" + west + ",0]]]}}";
  }
  return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

LayerConfig hazard(const std::string& source) {
  LayerConfig config;
  config.id = "flood";
  config.kind = Kind::hazard;
  config.source = source;
  return config;
}

std::shared_ptr<layers::Layer> made(const LayerConfig& config) {
  return make_layer(config, read_layer(config));
}

TEST(MakeLayer, RolesThatNobodyNamesAreGuessed) {
  const TestFolder folder;
  auto config = hazard(folder.write("a.geojson", squares({R"("muc_do":"cao","loai":"lũ")"})));
  const auto guessed = made(config);
  EXPECT_THAT(guessed->config.fields,
              ElementsAre(Pair("severity", "muc_do"), Pair("type", "loai")));
  EXPECT_THAT(guessed->config.guessed_fields, ElementsAre("severity", "type"));
  EXPECT_EQ(guessed->configured, config);
  config.fields = {{"type", "muc_do"}};
  config.without_fields = {"severity"};
  const auto switched_off = made(config);
  EXPECT_THAT(switched_off->config.fields, ElementsAre(Pair("type", "muc_do")));
  EXPECT_THAT(switched_off->config.guessed_fields, IsEmpty());
  config = hazard(config.source);
  config.constants = {{"severity", "4"}};
  EXPECT_THAT(role_numbers(*made(config), "severity"), ElementsAre(4));
}

TEST(MakeLayer, WordsForLevelsTellASeverity) {
  const TestFolder folder;
  const auto by_words = [&](const std::string& name, const std::vector<std::string>& properties) {
    return made(hazard(folder.write(name, squares(properties))))->config.fields;
  };
  EXPECT_THAT(by_words("zones.geojson", {R"("h_zone":"Low Hazard Zone","code":"A")",
                                         R"("h_zone":"High Hazard Zone","code":"B")"}),
              ElementsAre(Pair("severity", "h_zone")));
  EXPECT_THAT(by_words("krb.geojson", {R"("KRB":"Kawasan Rawan Bencana III","volcano":"Merapi")"}),
              ElementsAre(Pair("severity", "KRB")));
  EXPECT_THAT(by_words("numbers.geojson", {R"("h_zone":"3")", R"("h_zone":"High")"}), IsEmpty())
      << "a number may be anything";
  EXPECT_THAT(by_words("mixed.geojson", {R"("h_zone":"AE")", R"("h_zone":"High")"}), IsEmpty());
}

TEST(MakeLayer, WaterLevelsAreNoSeverity) {
  const TestFolder folder;
  for (const auto* values : {"2.8 3.2", "4 4.5", "-0.5 1", R"("2.8" "3")", R"("2,8" "3")"}) {
    const std::string all(values);
    const auto blank = all.find(' ');
    const auto config =
        hazard(folder.write("a.geojson", squares({R"("level":)" + all.substr(0, blank),
                                                  R"("level":)" + all.substr(blank + 1)})));
    const auto layer = made(config);
    EXPECT_THAT(layer->config.fields, IsEmpty()) << all;
    ASSERT_THAT(layer->report.problems, testing::SizeIs(2)) << all;
    EXPECT_THAT(
        layer->report.problems[0].what,
        testing::MatchesRegex(R"("level" not taken for the severity: .* is no whole level; )"
                              R"(if it is one, name it in "fields")"));
    EXPECT_EQ(layer->report.problems[0].effect, layers::Effect::note);
    auto named = config;
    named.fields = {{"severity", "level"}};
    EXPECT_THAT(made(named)->config.fields, ElementsAre(Pair("severity", "level")));
  }
  for (const auto* value : {"3", "3.0", R"("3.000")", R"("3,000")", R"("cấp 3")", "null"})
    EXPECT_THAT(
        made(hazard(folder.write("b.geojson", squares({R"("level":)" + std::string(value)}))))
            ->config.fields,
        ElementsAre(Pair("severity", "level")))
        << value;
}

TEST(MakeLayer, WordsForClassesTellThoseOfRoads) {
  const TestFolder folder;
  const auto line = [](const std::string& properties) {
    return R"({"type":"Feature","properties":{)" + properties +
           R"(},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}})";
  };
  auto config = hazard(
      folder.write("roads.geojson", R"({"type":"FeatureCollection","features":[)" +
                                        line(R"("a":"Main","OSM_TYPE":"primary_link")") + "," +
                                        line(R"("a":"x","OSM_TYPE":"Principal Arterial")") + "]}"));
  config.kind = Kind::road;
  EXPECT_THAT(made(config)->config.fields, ElementsAre(Pair("class", "OSM_TYPE")));
}

TEST(MakeLayer, WhatIsNotUnderstoodIsInItsReport) {
  const TestFolder folder;
  auto config = hazard(folder.write("a.geojson", squares({R"("FLD_ZONE":"AE")"})));
  config.fields = {{"severity", "FLD_ZONE"}};
  EXPECT_FALSE(made(config)->report.understood_all());
  config.values["severity"] = {{"AE", "3"}};
  const auto layer = made(config);
  EXPECT_TRUE(layer->report.understood_all());
  EXPECT_THAT(role_numbers(*layer, "severity"), ElementsAre(3));
}

/// That the layers of a plan have the roles that were guessed where a configuration names only what
/// it must.
void expect_same_roles(const layers::LayerPlan& plan, const TestFolder& folder) {
  for (const auto& layer : plan.config.layers) {
    nlohmann::json object{{"id", layer.id},
                          {"kind", kind_name(layer.kind)},
                          {"source", std::filesystem::absolute(layer.source).string()}};
    const bool has_defaults = layer.kind == Kind::road || layer.kind == Kind::station;
    if (!layer.tables.empty() && !(has_defaults && layers::is_osm_file(layer.source)))
      object["table"] = layer.tables;
    if (!layer.where.empty() && !has_defaults)
      object["where"] = layer.where;
    const auto file = folder.write("one.json", nlohmann::json{{"layers", {object}}}.dump());
    const auto guessed = made(layer);
    const auto configured = made(layers::read_config(file).layers[0]);
    EXPECT_EQ(configured->config.fields, guessed->config.fields) << layer.source << " " << layer.id;
    EXPECT_EQ(data_key(*configured), data_key(*guessed)) << layer.source;
  }
}

TEST(MakeLayer, TheSampleHasTheSameRolesGuessedAndConfiguredWithoutFields) {
  const TestFolder folder;
  for (const auto& file : std::filesystem::directory_iterator(support::source_file("sample-data")))
    if (file.is_regular_file() && file.path().filename() != "hazardmap.json")
      std::filesystem::copy(file.path(), folder.path(file.path().filename().string()));
  const auto plan = layers::plan_layers({folder.path()});
  EXPECT_GT(plan.config.layers.size(), 5U);
  expect_same_roles(plan, folder);
}

TEST(MakeLayer, RealDataHasTheSameRolesGuessedAndConfiguredWithoutFields) {
  if (!std::filesystem::exists(support::real_data()))
    GTEST_SKIP() << "no real data in " << support::real_data();
  const TestFolder folder;
  for (const auto* name :
       {"dc", "mecklenburg", "vn-wards", "vn-power", "fire-florida", "osm-liechtenstein"})
    expect_same_roles(layers::plan_layers({support::real_data(name).string()}), folder);
}

} // namespace
