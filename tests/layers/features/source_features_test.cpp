#include "layers/features/source_features.hpp"

#include <gtest/gtest.h>

namespace {

std::string text_of_id(const std::string& json) {
  layers::SourceFeatures features;
  features.json = "\"id\":" + json + R"(,"properties":{"id":"other"})";
  features.end_feature();
  return features.id_text(0);
}

TEST(SourceFeatures, IdsAreTheTextsThatTheyMean) {
  EXPECT_EQ(text_of_id("12"), "12");
  EXPECT_EQ(text_of_id("-1.5"), "-1.5");
  EXPECT_EQ(text_of_id("18446744073709551616"), "18446744073709551616");
  EXPECT_EQ(text_of_id(R"("north")"), "north");
  EXPECT_EQ(text_of_id(R"("")"), "");
  EXPECT_EQ(text_of_id(R"("a\"b")"), "a\"b");
  EXPECT_EQ(text_of_id(R"("\\")"), "\\");
  EXPECT_EQ(text_of_id(R"("\\\"")"), "\\\"");
  EXPECT_EQ(text_of_id(R"("a\/b")"), "a/b");
  EXPECT_EQ(text_of_id(R"("a\n\u0001")"), "a\n\x01");
  EXPECT_EQ(text_of_id(R"("Tr\u1ea1m Cầu")"), "Trạm Cầu");
  EXPECT_EQ(text_of_id(R"("\ud83d\ude92")"), "\xF0\x9F\x9A\x92");
  EXPECT_EQ(text_of_id(R"("\",\"properties\":{")"), R"(","properties":{)");
}

TEST(SourceFeatures, WithoutAnIdTheTextIsEmpty) {
  EXPECT_EQ(layers::id_text(layers::id_in_json(R"("properties":{"id":7})")), "");
}

} // namespace
