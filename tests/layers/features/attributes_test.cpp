#include "layers/features/attributes.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace {

using layers::number_column;
using layers::text_column;

/// Points with the given properties.
std::shared_ptr<const layers::FeatureSet> features_with(const std::vector<std::string>& objects) {
  layers::SourceFeatures source;
  for (const auto& properties : objects) {
    source.geometry.add_point({105, 21});
    source.json +=
        "\"id\":" + std::to_string(source.size()) + ",\"properties\":{" + properties + "}";
    source.end_feature();
  }
  return layers::build_feature_set(std::move(source));
}

TEST(Attributes, NumbersOfEveryTypeAreRead) {
  const auto features =
      features_with({R"("n":12)", R"("n":-3)", R"("n":2.5)", R"("a":1,"n":18446744073709551615)"});
  EXPECT_EQ(number_column(*features, "n"),
            (std::vector<double>{12, -3, 2.5, 18446744073709551616.0}));
  EXPECT_EQ(text_column(*features, "n"),
            (std::vector<std::string>{"12", "-3", "2.5", "18446744073709551615"}));
}

TEST(Attributes, TextsThatAreANumberCountAsOne) {
  const auto features =
      features_with({R"("n":"50")", R"("n":" +2.5\n")", R"("n":"-1e2")", R"("n":"0")"});
  EXPECT_EQ(number_column(*features, "n"), (std::vector<double>{50, 2.5, -100, 0}));
}

TEST(Attributes, WhatIsNoNumberIsMissing) {
  const auto features =
      features_with({R"("n":"50 mph")", R"("n":"")", R"("n":"nan")", R"("n":"inf")", R"("n":true)",
                     R"("n":null)", R"("other":1)", R"("n":"  ")"});
  for (const auto number : number_column(*features, "n"))
    EXPECT_TRUE(std::isnan(number)) << number;
  EXPECT_EQ(text_column(*features, "n"),
            (std::vector<std::string>{"50 mph", "", "nan", "inf", "true", "", "", "  "}));
}

TEST(Attributes, AnAttributeThatNoFeatureHasIsMissingEverywhere) {
  const auto features = features_with({R"("n":1)", R"("n":2)"});
  EXPECT_TRUE(layers::has_attribute(*features, "n"));
  EXPECT_FALSE(layers::has_attribute(*features, "m"));
  EXPECT_EQ(text_column(*features, "m"), (std::vector<std::string>{"", ""}));
  EXPECT_TRUE(std::isnan(number_column(*features, "m")[1]));
}

TEST(Attributes, TextsKeepTheirLetters) {
  const auto features = features_with({R"("name":"C\u1ea7u Gi\u1ea5y")"});
  EXPECT_EQ(text_column(*features, "name"), std::vector<std::string>{"Cầu Giấy"});
}

} // namespace
