#include "layers/features/attributes.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/attribute_sketch.hpp"

namespace {

using layers::number_column;
using layers::text_column;
using support::features_of;
using support::features_with;

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

TEST(Attributes, AnAttributeThatIsNullEverywhereIsNone) {
  const auto features = features_with({R"("n":null)", R"("n":null,"m":0)"});
  EXPECT_FALSE(layers::has_attribute(*features, "n"));
  EXPECT_TRUE(layers::has_attribute(*features, "m"));
}

TEST(Attributes, TimesListsAndObjectsAreTextsAndNoNumbers) {
  const auto features = features_with({R"("n":"2024-02-29")", R"("n":[1,2])", R"("n":{"a":"b"})"});
  EXPECT_EQ(text_column(*features, "n"),
            (std::vector<std::string>{"2024-02-29", "[1,2]", R"({"a":"b"})"}));
  for (const auto number : number_column(*features, "n"))
    EXPECT_TRUE(std::isnan(number)) << number;
}

TEST(Attributes, OfOneFeatureStandInTheOrderOfItsSource) {
  const auto features = features_with({R"("b":1,"a":null)", R"("a":"x","c":true,"b":2.5)", ""});
  using Named = std::vector<layers::NamedValue>;
  EXPECT_EQ(layers::attributes_of(*features, 0),
            (Named{{"b", std::int64_t{1}}, {"a", layers::Null{}}}));
  EXPECT_EQ(layers::attributes_of(*features, 1), (Named{{"a", "x"}, {"c", true}, {"b", 2.5}}));
  EXPECT_EQ(layers::attributes_of(*features, 2), Named());
}

TEST(Attributes, NamesOfTheFirstFeaturesStandInTheirOrder) {
  layers::SourceFeatures source;
  for (const char* properties :
       {R"({"b":1,"a":{"deep":2}})", "{}", R"({"c":"\"d\":","a":null})", R"({"e":1})"}) {
    source.json += R"("id":"id","properties":)" + std::string(properties);
    source.end_feature();
  }
  using Names = std::vector<std::string>;
  EXPECT_EQ(layers::attribute_names(source, 0), Names());
  EXPECT_EQ(layers::attribute_names(source, 2), (Names{"b", "a"}));
  EXPECT_EQ(layers::attribute_names(source, 3), (Names{"b", "a", "c"}));
  EXPECT_EQ(layers::attribute_names(source, 99), (Names{"b", "a", "c", "e"}));
}

TEST(Attributes, AnIdIsNoAttributeUnlessTheSourceHasOneOfThatName) {
  const auto features = features_of({R"("id":"way/1","properties":{"a":1})",
                                     R"("id":9223372036854775808,"properties":{"id":"own"})"});
  EXPECT_EQ(text_column(*features, "id"), (std::vector<std::string>{"", "own"}));
  EXPECT_EQ(layers::id_of(*features, 0), layers::ValueView("way/1"));
  EXPECT_EQ(layers::id_of(*features, 1), layers::ValueView(std::uint64_t{9223372036854775808U}));
  EXPECT_EQ(layers::attributes_of(*features, 0).size(), 1U);
}

} // namespace
