#include "layers/sources/unique_ids.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

TEST(UniqueIds, OnlyThoseThatRepeatChange) {
  layers::SourceFeatures features;
  for (const auto* id : {"7", "1", "\"7\"", "7", "\"7_3\"", "1"}) {
    features.json += std::string("\"id\":") + id + ",\"properties\":{}";
    features.end_feature();
  }
  layers::make_ids_unique(features);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < features.size(); ++i)
    ids.push_back(features.id_text(i));
  EXPECT_THAT(ids, testing::ElementsAre("7", "1", "7_2", "7_4", "7_3", "1_2"));
  ASSERT_EQ(features.report.problems.size(), 1U);
  EXPECT_EQ(features.report.problems[0].count, 3U);
  EXPECT_EQ(features.report.problems[0].effect, layers::Effect::note);
  EXPECT_THAT(features.report.problems[0].first_ids, testing::ElementsAre("7", "7", "1"));
}

} // namespace
