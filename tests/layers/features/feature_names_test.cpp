#include "layers/features/feature_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;

layers::Layer stations(std::map<std::string, std::string> fields) {
  layers::SourceFeatures source;
  for (const auto* properties :
       {R"("vi":"Đội 1","any":"Team 1","en":"Station 1")", R"("any":"Team 2","en":"Station 2")",
        R"("en":"Station 3")", R"("vi":"","en":"Station 4")", R"("a":1)"}) {
    source.geometry.add_point({105, 21});
    source.json += std::string("\"id\":1,\"properties\":{") + properties + "}";
    source.end_feature();
  }
  layers::Layer layer;
  layer.config.fields = std::move(fields);
  layer.features = layers::build_feature_set(std::move(source));
  return layer;
}

TEST(FeatureNames, AreVietnameseElseWithoutALanguageElseEnglish) {
  EXPECT_THAT(
      layers::feature_names(stations({{"name_vi", "vi"}, {"name", "any"}, {"name_en", "en"}})),
      ElementsAre("Đội 1", "Team 2", "Station 3", "Station 4", ""));
}

TEST(FeatureNames, AreThoseOfTheRolesThatThereAre) {
  EXPECT_THAT(layers::feature_names(stations({{"name_en", "en"}, {"name", "any"}})),
              ElementsAre("Team 1", "Team 2", "Station 3", "Station 4", ""));
  EXPECT_THAT(layers::feature_names(stations({})), ElementsAre("", "", "", "", ""));
}

} // namespace
