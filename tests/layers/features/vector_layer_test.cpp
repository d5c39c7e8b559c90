#include "layers/features/vector_layer.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/layer_sketch.hpp"

#include "layers/features/feature_set.hpp"

namespace {

using layers::Field;
using layers::FieldType;

/// Points with these ids and properties: `"id":1,"properties":{...}`.
layers::Layer layer_of(const std::vector<std::string>& texts) {
  layers::SourceFeatures source;
  for (const auto& text : texts) {
    source.geometry.add_point({105, 21});
    source.json += text;
    source.end_feature();
  }
  layers::Layer layer;
  layer.config.id = "stations";
  layer.config.title = {{"vi", "Trạm"}, {"en", "Stations"}};
  layer.config.min_zoom = 3;
  layer.config.max_zoom = 14;
  layer.features = layers::build_feature_set(std::move(source));
  return layer;
}

TEST(VectorLayer, FieldsAreThoseOfAllFeatures) {
  std::vector<std::string> texts(30, R"("id":1,"properties":{"name":"a","gone":null,"units":2})");
  texts.push_back(R"("id":2,"properties":{"late":-1.5,"open":true})");
  const auto layer = layer_of(texts);
  const std::vector<Field> expected = {{"name", FieldType::text},
                                       {"units", FieldType::number},
                                       {"late", FieldType::number},
                                       {"open", FieldType::boolean}};
  EXPECT_EQ(layers::fields_of(*layer.features), expected);
}

TEST(VectorLayer, AFieldInWhichFeaturesDifferIsAText) {
  const auto layer = layer_of({R"("id":1,"properties":{"a":1,"b":true,"c":1})",
                               R"("id":2,"properties":{"a":"one","b":0,"c":-2.5})",
                               R"("id":3,"properties":{"a":1,"b":true})"});
  const std::vector<Field> expected = {
      {"a", FieldType::text}, {"b", FieldType::text}, {"c", FieldType::number}};
  EXPECT_EQ(layers::fields_of(*layer.features), expected);
}

TEST(VectorLayer, AnIdThatTilesShowAmongTheAttributesIsAField) {
  const auto fields = [](const std::vector<std::string>& texts) {
    return layers::fields_of(*layer_of(texts).features);
  };
  EXPECT_EQ(fields({R"("id":1,"properties":{"a":1})"}),
            (std::vector<Field>{{"a", FieldType::number}}));
  EXPECT_EQ(fields({R"("id":"way/1","properties":{})", R"("id":2,"properties":{"a":1})"}),
            (std::vector<Field>{{"a", FieldType::number}, {"id", FieldType::text}}));
  EXPECT_EQ(fields({R"("id":-1,"properties":{})"}),
            (std::vector<Field>{{"id", FieldType::number}}));
  EXPECT_EQ(fields({R"("id":-1,"properties":{"a":1})", R"("id":2,"properties":{"id":"own"})"}),
            (std::vector<Field>{{"a", FieldType::number}, {"id", FieldType::text}}));
}

TEST(VectorLayer, IsDescribedAsInTileJson) {
  const auto layer = layer_of({R"("id":1,"properties":{"name":"a","units":2,"open":false})"});
  EXPECT_EQ(layers::vector_layer(layer), nlohmann::ordered_json::parse(R"({
    "id": "stations", "description": "Stations", "minzoom": 3, "maxzoom": 14,
    "fields": {"name": "String", "units": "Number", "open": "Boolean"},
    "cluster_below_zoom": 14})"));
}

TEST(VectorLayer, SaysHowMuchIsSmallerThanAPixelWithinItsZooms) {
  support::Sketch sketch;
  sketch.square(105, 0, 0.1); // a pixel of zoom 3 is 0.176 degrees wide, of zoom 4 0.088
  auto layer = std::make_shared<layers::Layer>(*sketch.layer("houses", 3));
  layer->config.small_features = layers::SmallFeatures::drop;
  const auto described = layers::vector_layer(*layer);
  EXPECT_EQ(described["small_features"], "drop");
  ASSERT_EQ(described["smaller_than_a_pixel"].size(), 1U);
  EXPECT_EQ(described["smaller_than_a_pixel"][0]["zoom"], 3);
  EXPECT_EQ(described["smaller_than_a_pixel"][0]["features"], 1);
  // A degree is 111.195 km at the equator.
  EXPECT_NEAR(described["smaller_than_a_pixel"][0]["area_m2"].get<double>(), 123.643e6, 1000);
  EXPECT_FALSE(described.contains("cluster_below_zoom")); // there are no points
}

} // namespace
