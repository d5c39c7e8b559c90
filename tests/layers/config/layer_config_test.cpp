#include "layers/config/layer_config.hpp"
#include "layers/config/layer_questions.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/test_files.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::Config;
using layers::Kind;
using layers::read_config;
using nlohmann::json;

Config config_of(const std::string& text) {
  const TestFolder folder;
  return read_config(folder.write("hazardmap.json", text));
}

/// The message after the path of the file.
std::string mistake_in(const std::string& text) {
  const TestFolder folder;
  const auto file = folder.write("hazardmap.json", text);
  const auto message = error_of([&] { read_config(file); });
  EXPECT_TRUE(message.starts_with(file + ": ")) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  return message.substr(std::min(message.size(), file.size() + 2));
}

std::string mistake_in_layer(const std::string& members) {
  return mistake_in(R"({"layers":[{"id":"flood","kind":"hazard","source":"flood.gpkg")" + members +
                    "}]}");
}

TEST(LayerConfig, AStyleFileLiesBesideTheConfiguration) {
  const auto config = config_of(R"({"layers": [
    {"id": "a", "kind": "hazard", "source": "a.gpkg", "style": "my.json"}]})");
  const auto folder = std::filesystem::path(config.file).parent_path();
  EXPECT_EQ(config.layers[0].style, (folder / "my.json").string());
}

TEST(LayerConfig, EveryMemberIsRead) {
  const auto config = config_of(R"({
    // the city's map
    "title": {"vi": "Bản đồ nguy cơ", "en": "Hazard map"},
    "server": {"port": 8080},
    "layers": [
      {"id": "flood", "kind": "hazard", "title": "Flood", "source": "PG:dbname=fire",
       "table": ["zones", "old_zones"], "where": "severity >= 3", "crs": "EPSG:3405",
       "encoding": "CP1258", "fields": {"name": "ten", "severity": "cap_do", "time": null},
       "values": {"severity": {"KRB III": 5, "AE": "cao", "X": null}, "type": {"1": "flood"}},
       "constant": {"status": "active", "weight": 1.5},
       "min_zoom": 4, "max_zoom": 24, "cluster_below_zoom": 9,
       "small_features": "drop", "style": "flood"}, /* and */
      {"id": "stations", "kind": "station", "source": "/data/stations.csv", "table": "t",
       "coordinates": ["gps_lon", "gps_lat"]}
    ]})");
  EXPECT_EQ(config.title.at("vi"), "Bản đồ nguy cơ");
  EXPECT_EQ(json::parse(config.server_json), json::parse(R"({"port": 8080})"));
  ASSERT_EQ(config.layers.size(), 2U);
  const auto& flood = config.layers[0];
  EXPECT_EQ(flood.id, "flood");
  EXPECT_EQ(flood.kind, Kind::hazard);
  EXPECT_EQ(flood.title.at(""), "Flood");
  EXPECT_EQ(flood.source, "PG:dbname=fire");
  EXPECT_EQ(flood.tables, (std::vector<std::string>{"zones", "old_zones"}));
  EXPECT_EQ(flood.where, "severity >= 3");
  EXPECT_EQ(flood.crs, "EPSG:3405");
  EXPECT_EQ(flood.encoding, "CP1258");
  EXPECT_EQ(flood.fields.at("severity"), "cap_do");
  EXPECT_EQ(flood.without_fields, std::set<std::string>{"time"});
  EXPECT_EQ(flood.values.at("severity").at("KRB III"), "5");
  EXPECT_EQ(flood.values.at("severity").at("AE"), "cao");
  EXPECT_EQ(flood.values.at("severity").at("X"), "");
  EXPECT_EQ(flood.values.at("type").at("1"), "flood");
  EXPECT_EQ(flood.constants.at("status"), "active");
  EXPECT_EQ(flood.constants.at("weight"), "1.5");
  EXPECT_EQ(flood.min_zoom, 4);
  EXPECT_EQ(flood.max_zoom, 24);
  EXPECT_EQ(flood.cluster_below_zoom, 9);
  EXPECT_EQ(flood.small_features, layers::SmallFeatures::drop);
  EXPECT_EQ(flood.style, "flood");
  EXPECT_EQ(config.layers[1].cluster_below_zoom, 14);
  EXPECT_EQ(config.layers[1].small_features, layers::SmallFeatures::merge);
  EXPECT_EQ(config.layers[1].source, "/data/stations.csv");
  EXPECT_EQ(config.layers[1].max_zoom, 22);
  EXPECT_EQ(config.layers[1].coordinates, (std::vector<std::string>{"gps_lon", "gps_lat"}));
}

TEST(LayerConfig, ByteOrderMarkIsPassedOver) {
  const auto config =
      config_of("\xEF\xBB\xBF{\"layers\":[{\"id\":\"a\",\"kind\":\"area\",\"source\":\"a.shp\"}]}");
  EXPECT_EQ(config.layers.size(), 1U);
}

TEST(LayerConfig, SourcesAreFoundBesideTheConfiguration) {
  const TestFolder folder;
  const auto file = folder.write(
      "hazardmap.json", R"({"layers":[{"id":"a","kind":"area","source":"wards/wards.fgb"}]})");
  EXPECT_EQ(read_config(file).layers[0].source, folder.path("wards/wards.fgb"));
}

TEST(LayerConfig, RoadsAndStationsOfOpenStreetMapNeedNoTable) {
  const auto config = config_of(R"({"layers":[
    {"id":"roads","kind":"road","source":"a.osm.pbf","where":"highway = 'primary'"},
    {"id":"stations","kind":"station","source":"a.osm.pbf","fields":{"name":"operator"}},
    {"id":"lakes","kind":"reference","source":"a.osm.pbf"}]})");
  const auto& roads = config.layers[0];
  EXPECT_EQ(roads.tables, (std::vector<std::string>{"lines"}));
  EXPECT_EQ(roads.where, "highway = 'primary'");
  EXPECT_EQ(roads.fields.at("speed_km_h"), "maxspeed");
  const auto& stations = config.layers[1];
  EXPECT_EQ(stations.tables, (std::vector<std::string>{"points", "multipolygons"}));
  EXPECT_THAT(stations.where, testing::HasSubstr("amenity = 'fire_station'"));
  EXPECT_EQ(stations.fields.at("name"), "operator");
  EXPECT_EQ(stations.guessed_fields, (std::set<std::string>{"name_en", "name_vi"}));
  EXPECT_TRUE(config.layers[2].tables.empty());
}

TEST(LayerConfig, RolesOfOpenStreetMapAreSwitchedOffAndMadeConstantToo) {
  const auto config = config_of(R"({"layers":[
    {"id":"roads","kind":"road","source":"a.osm.pbf","fields":{"oneway":null},
     "constant":{"speed_km_h":30}}]})");
  const auto& fields = config.layers[0].fields;
  EXPECT_TRUE(fields.contains("class"));
  EXPECT_FALSE(fields.contains("oneway"));
  EXPECT_FALSE(fields.contains("speed_km_h"));
}

TEST(LayerConfig, MissingFileIsNamed) {
  EXPECT_EQ(error_of([] { read_config("nowhere/hazardmap.json"); }),
            "nowhere/hazardmap.json: no such file; name a configuration file");
}

TEST(LayerConfig, SyntaxMistakesAreGivenByLineAndColumn) {
  // The stray '}' is the 4th character of line 3.
  EXPECT_THAT(mistake_in("{\n  \"layers\": [\n   }\n"),
              testing::StartsWith("is not JSON at line 3, column 4: unexpected '}'"));
  EXPECT_THAT(mistake_in(""), testing::StartsWith("is not JSON at line 1, column 1: "));
}

TEST(LayerConfig, KeyThatStandsTwiceIsAMistake) {
  EXPECT_EQ(mistake_in(R"({"title":"a","title":"b","layers":[]})"),
            "key \"title\" stands twice in one object; leave one");
}

TEST(LayerConfig, WholeMustBeAnObjectWithLayers) {
  EXPECT_EQ(mistake_in("[1]"), "is [1]; a configuration is an object {\"layers\": […]}");
  EXPECT_EQ(mistake_in("{}"), "\"layers\" is missing; list at least one layer");
  EXPECT_EQ(mistake_in(R"({"layers":[]})"), "\"layers\" is []; list at least one layer");
  EXPECT_EQ(mistake_in(R"({"layers":["a"]})"), "layer 1: is \"a\"; it must be an object {…}");
  EXPECT_EQ(mistake_in(R"({"server":8080,"layers":[]})"),
            "\"server\" is 8080; it must be an object {…}");
}

TEST(LayerConfig, UnknownKeysAreNamedWithWhatWasMeant) {
  EXPECT_EQ(mistake_in(R"({"layer":[]})"), "unknown key \"layer\"; did you mean \"layers\"?");
  EXPECT_EQ(mistake_in_layer(R"(,"sorce":"x")"),
            "layer \"flood\": unknown key \"sorce\"; did you mean \"source\"?");
  EXPECT_THAT(mistake_in_layer(R"(,"colour":"red")"),
              testing::StartsWith("layer \"flood\": unknown key \"colour\"; legal are id, kind, "));
  EXPECT_EQ(mistake_in_layer(R"(,"fields":{"Severty":"x"})"),
            "layer \"flood\": \"fields\": unknown key \"Severty\"; did you mean \"severity\"?");
}

TEST(LayerConfig, MissingMembersOfALayerAreNamed) {
  EXPECT_EQ(mistake_in(R"({"layers":[{"kind":"area","source":"a"}]})"),
            "layer 1: \"id\" is missing; every layer needs one");
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","source":"a"}]})"),
            "layer \"a\": \"kind\" is missing; every layer needs one");
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","kind":"area","source":""}]})"),
            "layer \"a\": \"source\" is empty; every layer needs one");
}

TEST(LayerConfig, WrongTypesAreShown) {
  EXPECT_EQ(mistake_in_layer(R"(,"where":3)"),
            "layer \"flood\": \"where\" is 3; it must be a text");
  EXPECT_EQ(mistake_in_layer(R"(,"table":[])"),
            "layer \"flood\": \"table\" is []; it must be a text or a list of texts");
  EXPECT_EQ(mistake_in_layer(R"(,"fields":["name"])"),
            "layer \"flood\": \"fields\" is [\"name\"]; it must be an object {…}");
  EXPECT_EQ(mistake_in_layer(R"(,"fields":{"name":1})"),
            "layer \"flood\": \"fields\": \"name\" is 1; it must be a text");
  EXPECT_EQ(mistake_in_layer(R"(,"title":7)"),
            "layer \"flood\": \"title\" is 7; it must be a text, or one a language: "
            "{\"vi\": \"…\", \"en\": \"…\"}");
  EXPECT_EQ(mistake_in_layer(R"(,"title":{"vi":7})"),
            "layer \"flood\": \"title\": \"vi\" is 7; it must be a text");
  std::string languages;
  for (int i = 0; i < 201; ++i)
    languages += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":\"a\"";
  EXPECT_EQ(mistake_in_layer(",\"title\":{" + languages + "}"),
            "layer \"flood\": \"title\" has 201 languages; 200 are enough");
}

TEST(LayerConfig, IdsAreCheckedAndUnique) {
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"Lũ lụt","kind":"area","source":"a"}]})"),
            "layer \"Lũ lụt\": \"id\" is \"Lũ lụt\"; use only a-z, 0-9, \"_\" and \"-\", "
            "at most 100 of them");
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","kind":"area","source":"a"},
                                     {"id":"a","kind":"road","source":"b"}]})"),
            "two layers have the \"id\" \"a\"; rename one");
}

TEST(LayerConfig, UnknownKindListsTheLegalOnes) {
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","kind":"zone","source":"a"}]})"),
            "layer \"a\": \"kind\" is \"zone\"; it must be one of hazard, station, incident, road, "
            "demand, area, reference, response, coverage");
}

std::string mistake_in_response(const std::string& members) {
  return mistake_in(R"({"response":{)" + members +
                    R"(},"layers":[{"id":"river","kind":"reference","source":"r.gpkg"}]})");
}

TEST(LayerConfig, ResponseHasDefaults) {
  const auto config =
      config_of(R"({"layers":[{"id":"river","kind":"reference","source":"r.gpkg"}]})");
  EXPECT_EQ(config.response, layers::ResponseConfig());
  EXPECT_EQ(config.response.profile, "fire-engine");
  EXPECT_EQ(config.response.access_m, 100);
}

TEST(LayerConfig, EveryMemberOfResponseIsRead) {
  const auto config = config_of(R"({
    "response": {"profile": "engine.json", "snap_tolerance_m": 0.5, "access_m": 250,
                 "walking_km_h": 4, "call_handling_s": 60, "turnout_s": 90, "water": ["river"]},
    "layers": [{"id": "river", "kind": "reference", "source": "r.gpkg"}]})");
  const auto& response = config.response;
  const auto folder = std::filesystem::path(config.file).parent_path();
  EXPECT_EQ(response.profile, (folder / "engine.json").string());
  EXPECT_EQ(response.snap_tolerance_m, 0.5);
  EXPECT_EQ(response.access_m, 250);
  EXPECT_EQ(response.walking_km_h, 4);
  EXPECT_EQ(response.call_handling_s, 60);
  EXPECT_EQ(response.turnout_s, 90);
  EXPECT_EQ(response.water, std::vector<std::string>{"river"});
}

TEST(LayerConfig, MistakesInResponseAreNamed) {
  EXPECT_EQ(mistake_in(R"({"response":3,"layers":[{"id":"a","kind":"area","source":"a"}]})"),
            "\"response\" is 3; it must be an object {…}");
  EXPECT_EQ(mistake_in_response(R"("acces_m":3)"),
            "\"response\": unknown key \"acces_m\"; did you mean \"access_m\"?");
  EXPECT_EQ(mistake_in_response(R"("access_m":-1)"),
            "\"response\": \"access_m\" is -1; it must be a number from 0 to 5000");
  EXPECT_EQ(mistake_in_response(R"("walking_km_h":"5")"),
            "\"response\": \"walking_km_h\" is \"5\"; it must be a number from 0.1 to 20");
  EXPECT_EQ(mistake_in_response(R"("profile":7)"),
            "\"response\": \"profile\" is 7; it must be a text");
  EXPECT_EQ(mistake_in_response(R"("water":"river")"),
            "\"response\": \"water\" is \"river\"; it must be a list of texts");
  EXPECT_EQ(mistake_in_response(R"("water":["rivr"])"),
            "\"response\": \"water\" names the layer \"rivr\", which there is not; did you mean "
            "\"river\"?");
}

TEST(LayerConfig, LimitsOfReadingHoldForEveryLayer) {
  const auto config = config_of(R"({
    "reading": {"time_s": 0.5, "features": 7, "bytes": 2000000, "crossings": 3},
    "layers": [{"id": "a", "kind": "area", "source": "a"}, {"id": "b", "kind": "area", "source": "b"}]})");
  ASSERT_EQ(config.layers.size(), 2U);
  for (const auto& layer : config.layers)
    EXPECT_EQ(layer.reading, (layers::ReadingLimits{0.5, 7, 2'000'000, 3}));
}

TEST(LayerConfig, MistakesInReadingAreNamed) {
  const auto mistake = [](const std::string& reading) {
    return mistake_in(R"({"reading":)" + reading +
                      R"(,"layers":[{"id":"a","kind":"area","source":"a"}]})");
  };
  EXPECT_EQ(mistake("3"), "\"reading\" is 3; it must be an object {…}");
  EXPECT_EQ(mistake(R"({"feature":3})"),
            "\"reading\": unknown key \"feature\"; did you mean \"features\"?");
  EXPECT_EQ(mistake(R"({"time_s":0})"),
            "\"reading\": \"time_s\" is 0; it must be a number from 0.1 to 86400");
  EXPECT_EQ(mistake(R"({"features":0})"),
            "\"reading\": \"features\" is 0; it must be a whole number from 1 to 4000000000");
}

TEST(LayerConfig, SmallFeaturesAreMergedOrDropped) {
  EXPECT_EQ(mistake_in_layer(R"(,"small_features":"keep")"),
            "layer \"flood\": \"small_features\" is \"keep\"; it must be merge or drop");
  EXPECT_EQ(
      mistake_in_layer(R"(,"cluster_below_zoom":25)"),
      "layer \"flood\": \"cluster_below_zoom\" is 25; it must be a whole number from 0 to 24");
}

TEST(LayerConfig, ZoomsAreWholeNumbersInOrder) {
  for (const auto* wrong : {"-1", "25", "3.5", "\"3\""})
    EXPECT_EQ(mistake_in_layer(std::string(",\"min_zoom\":") + wrong),
              std::string("layer \"flood\": \"min_zoom\" is ") + wrong +
                  "; it must be a whole number from 0 to 24");
  EXPECT_EQ(mistake_in_layer(R"(,"min_zoom":9,"max_zoom":8)"),
            "layer \"flood\": \"min_zoom\" 9 is above \"max_zoom\" 8; swap them");
}

std::vector<std::string> sorted(std::vector<std::string> words) {
  std::ranges::sort(words);
  return words;
}

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items())
    keys.push_back(key);
  return sorted(keys);
}

TEST(LayerConfig, PublishedSchemaHasTheSameKeysAndKinds) {
  std::ifstream file(support::source_file("docs/hazardmap.schema.json"));
  const auto schema = json::parse(file);
  const auto& layer = schema["$defs"]["layer"]["properties"];
  EXPECT_EQ(keys_of(schema["properties"]), sorted(layers::config_keys()));
  EXPECT_EQ(keys_of(layer), sorted(layers::layer_keys()));
  EXPECT_EQ(keys_of(layer["fields"]["properties"]), sorted(layers::field_roles()));
  EXPECT_EQ(keys_of(schema["properties"]["response"]["properties"]),
            sorted(layers::response_keys()));
  EXPECT_EQ(keys_of(schema["properties"]["reading"]["properties"]), sorted(layers::reading_keys()));
  EXPECT_EQ(layer["kind"]["enum"].get<std::vector<std::string>>(), layers::kind_names());
}

TEST(LayerConfig, PeopleAreSpreadOverALayerThatHasASource) {
  const auto text = [](const char* kind, const char* over) {
    return fmt::format(R"({{"layers":[{{"id":"houses","kind":"reference","source":"h.gpkg"}},
      {{"id":"wards","kind":"{}","source":"w.shp","spread_over":"{}"}},
      {{"id":"gaps","kind":"coverage"}}]}})",
                       kind, over);
  };
  for (const auto* kind : {"area", "demand"})
    EXPECT_EQ(config_of(text(kind, "houses")).layers[1].spread_over, "houses");
  const auto mistake = [&](const char* kind, const char* over) {
    return mistake_in(text(kind, over));
  };
  const std::string place = "layer \"wards\": ";
  EXPECT_EQ(mistake("area", "house"),
            place + "\"spread_over\" names the layer \"house\", and none of that id has a source; "
                    "did you mean \"houses\"?");
  EXPECT_THAT(mistake("area", "gaps"), testing::HasSubstr("none of that id has a source"));
  EXPECT_EQ(mistake("area", "wards"),
            place + "\"spread_over\" names the layer itself; name one of buildings");
  EXPECT_EQ(mistake("station", "houses"), place + "a layer of kind station has no \"spread_over\"; "
                                                  "those of kind demand and area have");
  EXPECT_EQ(mistake("area", ""), place + "\"spread_over\" is empty; name a layer, or leave it out");
}

TEST(LayerConfig, ValuesAndConstantsMustBeOnesOfTheirRoles) {
  const auto mistake = [](const std::string& members) { return mistake_in_layer("," + members); };
  const std::string place = "layer \"flood\": ";
  EXPECT_EQ(mistake(R"("values":{"severity":{"AE":7}})"),
            place + R"("values": "severity": "AE" is 7; "severity" must be a level from 1 to 5)");
  EXPECT_EQ(mistake(R"("values":{"oneway":{"X":"sideways"}})"),
            place +
                R"("values": "oneway": "X" is "sideways"; "oneway" must be "yes", "no" or "-1")");
  EXPECT_EQ(mistake(R"("values":{"severity":{"AE":[3]}})"),
            place + R"("values": "severity": "AE" is [3]; it must be a text or a number)");
  EXPECT_EQ(mistake(R"("values":{"severity":5})"),
            place + R"("values": "severity" is 5; it must be an object {…})");
  EXPECT_EQ(mistake(R"("values":{"severty":{}})"),
            place + R"("values": unknown key "severty"; did you mean "severity"?)");
  EXPECT_EQ(
      mistake(R"("constant":{"turnout_s":"volunteer"})"),
      place + R"("constant": "turnout_s" is "volunteer"; "turnout_s" must be 0 to 14400 seconds)");
  EXPECT_EQ(mistake(R"("constant":{"population":-3})"),
            place +
                R"("constant": "population" is -3; "population" must be a number of at least 0)");
  EXPECT_EQ(mistake(R"("fields":{"type":"t"},"constant":{"type":"flood"})"),
            place + R"("constant": "type" stands in "fields" too; leave it out of one)");
  EXPECT_EQ(mistake(R"("values":{"type":{"1":"x"}},"constant":{"type":"flood"})"),
            place + R"("constant": "type" stands in "values" too; leave it out of one)");
  EXPECT_EQ(mistake(R"("fields":{"type":""})"),
            place + R"("fields": "type" is empty; name an attribute, or null for none)");
}

/// Values of "response" with one member.
std::string with(const std::string& key, const json& value) {
  return json{{"response", {{key, value}}},
              {"layers", {{{"id", "a"}, {"kind", "area"}, {"source", "a"}}}}}
      .dump();
}

/// A page without the commas of its thousands.
std::string page(const char* file) {
  std::ifstream stream(support::source_file(file));
  std::string text(std::istreambuf_iterator<char>(stream), {});
  std::erase(text, ',');
  return text;
}

TEST(LayerConfig, PublishedRangesOfResponseAreThoseThatAreChecked) {
  std::ifstream file(support::source_file("docs/hazardmap.schema.json"));
  const auto documentation = page("docs/configuration.md");
  const auto schema = json::parse(file)["properties"]["response"]["properties"];
  for (const auto& [key, published] : schema.items()) {
    if (published["type"] != "number")
      continue;
    const double least = published["minimum"];
    const double most = published["maximum"];
    const auto initial = published["default"].get<double>();
    EXPECT_THAT(documentation, testing::HasSubstr(fmt::format("| `{}` | {}–{} | {} |", key, least,
                                                              most, initial)));
    EXPECT_NO_THROW(config_of(with(key, least))) << key;
    EXPECT_NO_THROW(config_of(with(key, most))) << key;
    EXPECT_THROW(config_of(with(key, least - 0.01)), geo::Error) << key;
    EXPECT_THROW(config_of(with(key, most + 0.01)), geo::Error) << key;
    EXPECT_EQ(config_of(with(key, published["default"])).response, layers::ResponseConfig()) << key;
  }
}

TEST(LayerConfig, PublishedRangesOfReadingAreThoseThatAreChecked) {
  std::ifstream file(support::source_file("docs/hazardmap.schema.json"));
  const auto documentation = page("docs/configuration.md");
  const auto reading_of = [](const std::string& key, const json& value) {
    return config_of(fmt::format(R"({{"reading":{{"{}":{}}},"layers":[{{"id":"a","kind":"area",)"
                                 R"("source":"a"}}]}})",
                                 key, value.dump()))
        .layers[0]
        .reading;
  };
  const auto schema = json::parse(file)["properties"]["reading"]["properties"];
  for (const auto& [key, published] : schema.items()) {
    EXPECT_THAT(documentation, testing::HasSubstr(fmt::format(
                                   "| `{}` | {}–{} | {} |", key, published["minimum"].dump(),
                                   published["maximum"].dump(), published["default"].dump())));
    EXPECT_EQ(reading_of(key, published["default"]), layers::ReadingLimits()) << key;
    EXPECT_NO_THROW(reading_of(key, published["minimum"])) << key;
    EXPECT_NO_THROW(reading_of(key, published["maximum"])) << key;
    EXPECT_THROW(reading_of(key, published["minimum"].get<double>() - 1), geo::Error) << key;
    EXPECT_THROW(reading_of(key, published["maximum"].get<double>() + 1), geo::Error) << key;
  }
}

TEST(LayerConfig, WhatAQuestionMaySayTooHasTheSameRangeInBoth) {
  const auto response = layers::response_keys();
  std::size_t compared = 0;
  for (const auto& parameter : layers::parameters_of(layers::Question::coverage)) {
    if (std::ranges::find(response, parameter.name) == response.end())
      continue;
    ++compared;
    EXPECT_NO_THROW(config_of(with(parameter.name, parameter.legal.least))) << parameter.name;
    EXPECT_NO_THROW(config_of(with(parameter.name, parameter.legal.most))) << parameter.name;
    EXPECT_THROW(config_of(with(parameter.name, parameter.legal.least - 0.01)), geo::Error);
    EXPECT_THROW(config_of(with(parameter.name, parameter.legal.most + 0.01)), geo::Error);
  }
  EXPECT_EQ(compared, 4U); // access_m, walking_km_h, call_handling_s, turnout_s
}

TEST(LayerConfig, TheQuestionOfAComputedLayerIsReadWithIt) {
  const auto config = config_of(R"({"layers":[
    {"id":"reach","kind":"response","parameters":{"limits_s":[480,240],"split":"first-due"}},
    {"id":"gaps","kind":"coverage"}]})");
  EXPECT_EQ(config.layers[0].request,
            layers::read_question(layers::Question::response_areas,
                                  {{"limits_s", "240,480"}, {"split", "first-due"}}));
  EXPECT_EQ(layers::style_name(config.layers[0]), "first-due");
  EXPECT_EQ(config.layers[1].request, layers::read_question(layers::Question::coverage, {}));
  EXPECT_THAT(mistake_in(R"({"layers":[{"id":"a","kind":"coverage",
                                        "parameters":{"standard":"moon"}}]})"),
              testing::StartsWith("layer \"a\": standard \"moon\": there is none; use one of "));
}

TEST(LayerConfig, AComputedLayerHasParametersInsteadOfASource) {
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","kind":"response","source":"b.gpkg"}]})"),
            "layer \"a\": a layer of kind response has no \"source\"; it is computed by its "
            "\"parameters\"");
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","kind":"coverage","parameters":{"limits_s":0}}]})"),
            "layer \"a\": \"limits_s\": \"0\" is not a number of seconds from 1 to 14400");
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","kind":"area","source":"b","visible":1}]})"),
            "layer \"a\": \"visible\" is 1; it must be true or false");
}

TEST(LayerConfig, AComputedLayerHasNeitherValuesNorConstants) {
  EXPECT_EQ(
      mistake_in(R"({"layers":[{"id":"a","kind":"response","constant":{"type":"x"}}]})"),
      "layer \"a\": a layer of kind response has no \"constant\"; its attributes are those of "
      "an answer");
}

TEST(LayerConfig, ALayerWithASourceHasNoParameters) {
  EXPECT_EQ(
      mistake_in_layer(R"(,"parameters":{"limits_s":240})"),
      "layer \"flood\": a layer of kind hazard has no \"parameters\"; those of kind response and "
      "coverage have");
}

TEST(LayerConfig, CoordinatesAreOneColumnOrTwo) {
  EXPECT_EQ(mistake_in_layer(R"(,"coordinates":["a","b","c"])"),
            "layer \"flood\": \"coordinates\" names 3 columns; name the two of longitude and "
            "latitude, in this order, or the one that holds both");
  EXPECT_EQ(mistake_in_layer(R"(,"coordinates":[])"),
            "layer \"flood\": \"coordinates\" names 0 columns; name the two of longitude and "
            "latitude, in this order, or the one that holds both");
  EXPECT_EQ(
      mistake_in_layer(R"(,"coordinates":["x","x"])"),
      "layer \"flood\": \"coordinates\" names \"x\" twice; name the column of longitude, then "
      "that of latitude, or \"x\" alone if it holds both");
}

TEST(LayerConfig, AComputedLayerNamesLayersThatThereAre) {
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","kind":"response",
                                      "parameters":{"closed_by":"lava"}}]})"),
            "layer \"a\": \"closed_by\": there is no layer \"lava\"");
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"b","kind":"road","source":"b"},
                                     {"id":"a","kind":"response",
                                      "parameters":{"slowed_by":"b:0.5"}}]})"),
            "layer \"a\": \"slowed_by\": the layer \"b\" is of no kind hazard");
  EXPECT_EQ(mistake_in(R"({"layers":[{"id":"a","kind":"coverage","parameters":{"demand":"b"}}]})"),
            "layer \"a\": \"demand\": there is no layer \"b\"");
}

} // namespace
