// Tiles do not hold what the layer's style does not draw yet, and clusters say for how many people
// they stand.
#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/features/vector_layer.hpp"
#include "layers/tiles/tile_builder.hpp"
#include "layers/tiles/tile_choice.hpp"
#include "tests/support/mvt_decoder.hpp"

namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

/// Points near each other, or diagonal lines of two degrees, with these properties; ids from 0 on.
std::shared_ptr<layers::Layer> layer_of(const std::vector<std::string>& properties,
                                        bool are_points) {
  layers::SourceFeatures source;
  for (const auto& members : properties) {
    const double east = 100 + 0.001 * static_cast<double>(source.size());
    source.geometry.points.push_back({east, 10});
    if (!are_points)
      source.geometry.points.push_back({east + 2, 12});
    source.geometry.end_ring();
    source.geometry.end_part(are_points ? geo::PartType::point : geo::PartType::line);
    source.json += "\"id\":" + std::to_string(source.size()) + ",\"properties\":{" + members + "}";
    source.end_feature();
  }
  auto layer = std::make_shared<layers::Layer>();
  layer->config.id = "a";
  layer->features = layers::build_feature_set(std::move(source));
  return layer;
}

std::shared_ptr<layers::Layer> roads() {
  auto layer = layer_of({R"("class":"trunk")", R"("class":"path")", R"("class":"lane")",
                         R"("class":null)", R"("name":"x")", R"("class":7)"},
                        false);
  layer->drawn_from = layers::class_zooms("class", {{"trunk", 3}, {"path", 6}, {"7", 1}}, 5);
  return layer;
}

/// The tile at 100 E 10 N.
geo::TileId tile_at(int zoom) {
  const auto world = geo::to_world({100.0005, 10.0005});
  const double across = geo::tiles_across(zoom);
  return {zoom, static_cast<std::uint32_t>(world.x * across),
          static_cast<std::uint32_t>(world.y * across)};
}

json geojson(const std::shared_ptr<const layers::Layer>& layer, int zoom) {
  return json::parse(layers::build_tile({layers::LayerList{layer}, tile_at(zoom)}).bytes);
}

std::set<int> ids_in(const std::shared_ptr<const layers::Layer>& layer, int zoom) {
  std::set<int> ids;
  const auto tile = geojson(layer, zoom);
  for (const auto& feature : tile["features"])
    ids.insert(feature["id"].get<int>());
  return ids;
}

TEST(DrawnFrom, TilesHoldWhatTheStyleDraws) {
  EXPECT_THAT(ids_in(roads(), 0), IsEmpty());
  EXPECT_THAT(ids_in(roads(), 1), ElementsAre(5));
  EXPECT_THAT(ids_in(roads(), 3), ElementsAre(0, 5));
  EXPECT_THAT(ids_in(roads(), 5), ElementsAre(0, 2, 3, 4, 5));
  EXPECT_THAT(ids_in(roads(), 6), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(DrawnFrom, VectorTilesHoldTheSame) {
  const layers::LayerList layer{roads()};
  for (int zoom = 0; zoom <= 6; ++zoom) {
    std::set<int> ids;
    const auto bytes = layers::build_tile({layer, tile_at(zoom), layers::TileFormat::mvt}).bytes;
    for (const auto& decoded : support::decode_mvt(bytes))
      for (const auto& feature : decoded.features)
        ids.insert(static_cast<int>(*feature.id));
    EXPECT_EQ(ids, ids_in(roads(), zoom)) << zoom;
  }
}

TEST(DrawnFrom, WithoutZoomsEverythingIsThere) {
  auto layer = roads();
  layer->drawn_from = {};
  EXPECT_EQ(ids_in(layer, 0).size(), 6U);
}

TEST(DrawnFrom, WithoutTheAttributeTheOthersZoomCounts) {
  auto layer = roads();
  layer->drawn_from = layers::class_zooms("", {}, 4);
  EXPECT_THAT(ids_in(layer, 3), IsEmpty());
  EXPECT_EQ(ids_in(layer, 4).size(), 6U);
}

TEST(DrawnFrom, IsPartOfWhatATileDependsOn) {
  auto other = roads();
  other->drawn_from = layers::class_zooms("class", {{"trunk", 4}}, 5);
  EXPECT_NE(content_key(*roads()), content_key(*other));
  EXPECT_EQ(content_key(*roads()), content_key(*roads()));
}

TEST(DrawnFrom, TileJsonSaysIt) {
  const auto described = json::parse(layers::vector_layer(*roads()).dump());
  EXPECT_EQ(described["drawn_from"], json::parse(R"({"attribute": "class", "other": 5,
                                                      "zooms": {"trunk": 3, "path": 6, "7": 1}})"));
  auto all = roads();
  all->drawn_from = {};
  EXPECT_FALSE(layers::vector_layer(*all).contains("drawn_from"));
}

std::shared_ptr<layers::Layer> people() {
  auto layer =
      layer_of({R"("n":10)", R"("n":"2.5")", R"("n":-7)", R"("n":null)", R"("n":30)"}, true);
  layer->config.kind = layers::Kind::demand;
  layer->config.fields = {{"population", "n"}};
  return layer;
}

TEST(ClusterSum, IsThatOfThePeople) {
  const auto features = geojson(people(), 3)["features"];
  ASSERT_EQ(features.size(), 1U);
  EXPECT_EQ(features[0]["count"], 5);
  EXPECT_EQ(features[0]["sum"], 42.5); // none of them is negative
  EXPECT_EQ(features[0]["properties"], json::object());
}

TEST(ClusterSum, IsAnAttributeOfVectorTiles) {
  const layers::LayerList layer{people()};
  const auto tile =
      support::decode_mvt(layers::build_tile({layer, tile_at(3), layers::TileFormat::mvt}).bytes);
  const auto& properties = tile.at(0).features.at(0).properties;
  EXPECT_EQ(properties.size(), 2U);
  EXPECT_EQ(properties.at("count"), support::MvtDecodedValue(std::uint64_t{5}));
  EXPECT_EQ(properties.at("sum"), support::MvtDecodedValue(42.5));
}

TEST(ClusterSum, IsThatOfThePointsInTheClustersCell) {
  constexpr int count = 3000;
  std::vector<std::string> properties;
  for (int i = 0; i < count; ++i)
    properties.push_back("\"n\":" + std::to_string(i));
  auto layer = layer_of(properties, true);
  layer->config.kind = layers::Kind::demand;
  layer->config.fields = {{"weight", "n"}, {"population", "other"}};
  for (const int zoom : {0, 5, 9}) {
    const double cells_across = 8.0 * geo::tiles_across(zoom);
    const auto cell_of = [&](geo::WorldXY at) { return std::floor(at.x * cells_across); };
    std::map<double, double> wanted;
    for (int i = 0; i < count; ++i)
      wanted[cell_of(geo::to_world({100 + 0.001 * i, 10}))] += i;
    const auto drawn = choose(*layer, tile_at(zoom));
    ASSERT_FALSE(drawn.empty());
    for (const auto& cluster : drawn)
      EXPECT_EQ(cluster.sum, wanted.at(cell_of(cluster.centre))) << zoom;
  }
}

TEST(ClusterSum, OtherKindsHaveNone) {
  auto layer = people();
  layer->config.kind = layers::Kind::incident;
  EXPECT_FALSE(geojson(layer, 3)["features"][0].contains("sum"));
  auto without_role = people();
  without_role->config.fields = {};
  EXPECT_FALSE(geojson(without_role, 3)["features"][0].contains("sum"));
}

TEST(ClusterSum, FollowsTheRole) {
  auto other = people();
  other->config.fields = {{"population", "name"}};
  EXPECT_NE(content_key(*people()), content_key(*other));
  EXPECT_EQ(geojson(other, 3)["features"][0]["sum"], 0);
  const auto described = layers::vector_layer(*people());
  EXPECT_EQ(described["cluster_sum"], "n");
}

} // namespace
