// A value's type on its whole way: from a source over the layer's columns into tiles of both
// formats.
#include <limits>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/catalog/source.hpp"
#include "layers/features/attributes.hpp"
#include "layers/tiles/tile_builder.hpp"
#include "tests/support/attribute_sketch.hpp"
#include "tests/support/gdal_fixture.hpp"
#include "tests/support/mvt_decoder.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::Null;
using layers::TileFormat;
using layers::ValueType;
using layers::ValueView;
using nlohmann::json;
using support::MvtDecodedValue;

std::shared_ptr<const layers::Layer>
layer_with(std::shared_ptr<const layers::FeatureSet> features) {
  auto layer = std::make_shared<layers::Layer>();
  layer->config.id = "layer";
  layer->config.cluster_below_zoom = 0;
  layer->features = std::move(features);
  return layer;
}

std::shared_ptr<const layers::Layer> read(const std::string& source) {
  layers::LayerConfig config;
  config.id = "layer";
  config.source = source;
  return layer_with(layers::build_feature_set(layers::read_layer(config)));
}

std::string tile_of(const std::shared_ptr<const layers::Layer>& layer, TileFormat format) {
  return layers::build_tile({.layers = std::span(&layer, 1), .tile = {0, 0, 0}, .format = format})
      .bytes;
}

using Properties = std::map<std::string, MvtDecodedValue>;

/// Of the layer's features in a vector tile.
std::vector<Properties> mvt_properties(const std::shared_ptr<const layers::Layer>& layer) {
  const auto tile = support::decode_mvt(tile_of(layer, TileFormat::mvt));
  std::vector<Properties> all;
  for (const auto& feature : tile.at(0).features)
    all.push_back(feature.properties);
  return all;
}

json geojson_properties(const std::shared_ptr<const layers::Layer>& layer) {
  return json::parse(tile_of(layer, TileFormat::geojson))["features"][0]["properties"];
}

ValueView value_of(const layers::Layer& layer, const char* attribute) {
  return layers::column(*layer.features, attribute)[0];
}

constexpr auto most = std::numeric_limits<std::int64_t>::max();

TEST(AttributeTypes, OfGeoJsonStay) {
  const TestFolder folder;
  const auto layer = read(folder.write("a.geojson", R"({"type":"Feature","properties":
    {"n": 9223372036854775807, "u": 18446744073709551615, "r": 1.0, "t": "1", "b": true,
     "at": "2024-02-29T01:02:03Z", "l": [1, null], "none": null},
    "geometry":{"type":"Point","coordinates":[1,2]}})"));
  EXPECT_EQ(value_of(*layer, "n"), ValueView(most));
  EXPECT_EQ(value_of(*layer, "u"), ValueView(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_EQ(value_of(*layer, "r"), ValueView(1.0));
  EXPECT_EQ(value_of(*layer, "t"), ValueView("1"));
  EXPECT_EQ(value_of(*layer, "b"), ValueView(true));
  EXPECT_EQ(value_of(*layer, "at"), ValueView(layers::TimeView{"2024-02-29T01:02:03Z"}));
  EXPECT_EQ(value_of(*layer, "l"), ValueView(layers::JsonView{"[1,null]"}));
  EXPECT_EQ(value_of(*layer, "none"), ValueView(Null{}));
  EXPECT_EQ(value_of(*layer, "absent"), ValueView());
  const Properties expected = {{"n", std::uint64_t{most}},
                               {"u", std::numeric_limits<std::uint64_t>::max()},
                               {"r", 1.0},
                               {"t", std::string("1")},
                               {"b", true},
                               {"at", std::string("2024-02-29T01:02:03Z")},
                               {"l", std::string("[1,null]")}};
  EXPECT_EQ(mvt_properties(layer), std::vector{expected});
  EXPECT_EQ(geojson_properties(layer),
            json::parse(R"({"n":9223372036854775807,"u":18446744073709551615,"r":1.0,"t":"1",
    "b":true,"at":"2024-02-29T01:02:03Z","l":[1,null],"none":null})"));
}

/// A source with a field of each type, one of them null and one not set.
void write_types(const std::string& path, const std::string& driver) {
  SourceWriter writer(path, driver, "a", "EPSG:4326", wkbPoint);
  writer.field("i", OFTInteger);
  writer.field("n", OFTInteger64);
  writer.field("r", OFTReal);
  writer.field("t", OFTString);
  writer.field("b", OFTInteger, OFSTBoolean);
  writer.field("at", OFTDateTime);
  writer.field("none", OFTInteger);
  writer.field("unset", OFTInteger);
  writer.add("POINT (1 2)", {{"i", "-3"},
                             {"n", "9223372036854775807"},
                             {"r", "2.0"},
                             {"t", "12"},
                             {"b", "0"},
                             {"at", "2024/02/29 01:02:03+00"},
                             {"none", "NULL"}});
}

void expect_types(const layers::Layer& layer) {
  EXPECT_EQ(value_of(layer, "i"), ValueView(std::int64_t{-3}));
  EXPECT_EQ(value_of(layer, "n"), ValueView(most));
  EXPECT_EQ(value_of(layer, "r"), ValueView(2.0));
  EXPECT_EQ(value_of(layer, "t"), ValueView("12"));
  EXPECT_EQ(value_of(layer, "b"), ValueView(false));
  EXPECT_EQ(value_of(layer, "at"), ValueView(layers::TimeView{"2024-02-29T01:02:03Z"}));
  EXPECT_EQ(layers::column(*layer.features, "at").type(), ValueType::time);
}

TEST(AttributeTypes, OfGeoPackageStay) {
  const TestFolder folder;
  write_types(folder.path("a.gpkg"), "GPKG");
  const auto layer = read(folder.path("a.gpkg"));
  expect_types(*layer);
  EXPECT_EQ(value_of(*layer, "none"), ValueView(Null{}));
  EXPECT_EQ(value_of(*layer, "unset"), ValueView(Null{})); // a table knows nothing else
  const Properties expected = {{"i", std::int64_t{-3}},
                               {"n", std::uint64_t{most}},
                               {"r", 2.0},
                               {"t", std::string("12")},
                               {"b", false},
                               {"at", std::string("2024-02-29T01:02:03Z")}};
  EXPECT_EQ(mvt_properties(layer), std::vector{expected});
  EXPECT_EQ(geojson_properties(layer), json::parse(R"({"i":-3,"n":9223372036854775807,"r":2.0,
    "t":"12","b":false,"at":"2024-02-29T01:02:03Z","none":null,"unset":null})"));
}

TEST(AttributeTypes, OfFlatGeobufStayAndWhatIsNotSetIsAbsent) {
  const TestFolder folder;
  write_types(folder.path("a.fgb"), "FlatGeobuf");
  const auto layer = read(folder.path("a.fgb"));
  expect_types(*layer);
  EXPECT_EQ(value_of(*layer, "unset"), ValueView());
  EXPECT_EQ(geojson_properties(layer).count("unset"), 0U);
}

TEST(AttributeTypes, OfCsvAreTextsAndTimes) {
  const TestFolder folder;
  const auto layer = read(folder.write("a.csv", "lon,lat,day,ten\n1,2,2024-02-29,Trạm\n"));
  EXPECT_EQ(value_of(*layer, "day"), ValueView(layers::TimeView{"2024-02-29"}));
  EXPECT_EQ(value_of(*layer, "ten"), ValueView("Trạm"));
}

TEST(AttributeTypes, AnIdStandsAmongThemUnlessThereIsOneThatIsNotNull) {
  layers::SourceFeatures source;
  const auto square = [&](double west, double side, const std::string& text) {
    for (const geo::LonLat p : {geo::LonLat{west, 10},
                                {west + side, 10},
                                {west + side, 10 + side},
                                {west, 10 + side},
                                {west, 10}})
      source.geometry.points.push_back(p);
    source.geometry.end_ring();
    source.geometry.end_part(geo::PartType::polygon);
    source.json += text;
    source.end_feature();
  };
  square(20, 30, R"("id":"a","properties":{"count":"many"})");
  square(60, 30, R"("id":"b","properties":{"id":"own"})");
  square(-60, 30, R"("id":"c","properties":{"id":null,"count":null})");
  const auto layer = layer_with(layers::build_feature_set(std::move(source)));
  const std::vector<Properties> expected = {
      {{"count", std::string("many")}, {"id", std::string("a")}},
      {{"id", std::string("own")}},
      {{"id", std::string("c")}}};
  EXPECT_EQ(mvt_properties(layer), expected);
}

TEST(AttributeTypes, HundredsOfSparseAttributesReachTheirTiles) {
  constexpr int attributes = 400;
  std::vector<std::string> properties;
  for (int i = 0; i < attributes; ++i)
    properties.push_back(
        fmt::format(R"("key{}":{},"key{}":"{}")", i, i, (7 * i + 1) % attributes, i));
  layers::SourceFeatures source;
  for (int i = 0; i < attributes; ++i) {
    source.geometry.add_point({-170 + 0.8 * i, 20});
    source.json += fmt::format(R"("id":{},"properties":{{{}}})", i, properties[std::size_t(i)]);
    source.end_feature();
  }
  const auto layer = layer_with(layers::build_feature_set(std::move(source)));
  const auto found = support::decode_mvt(tile_of(layer, TileFormat::mvt)).at(0).features;
  ASSERT_EQ(found.size(), std::size_t{attributes});
  for (const auto& feature : found) {
    const auto i = feature.id.value();
    const auto other = fmt::format("key{}", (7 * i + 1) % attributes);
    EXPECT_EQ(feature.properties.at(fmt::format("key{}", i)), MvtDecodedValue(std::uint64_t{i}));
    EXPECT_EQ(feature.properties.at(other), MvtDecodedValue(std::to_string(i)));
    EXPECT_EQ(layers::text_column(*layer->features, other)[i], std::to_string(i));
  }
}

} // namespace
