#include "layers/vector_layer.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/feature_set.hpp"

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

TEST(VectorLayer, IsDescribedAsInTileJson) {
  const auto layer = layer_of({R"("id":1,"properties":{"name":"a","units":2,"open":false})"});
  EXPECT_EQ(layers::vector_layer(layer), nlohmann::ordered_json::parse(R"({
    "id": "stations", "description": "Stations", "minzoom": 3, "maxzoom": 14,
    "fields": {"name": "String", "units": "Number", "open": "Boolean"}})"));
}

} // namespace
