#include "layers/features/id_index.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

/// Features with these ids, written as in JSON.
struct Ids {
  std::string json;
  std::vector<std::size_t> starts{0};
  layers::IdIndex index;

  explicit Ids(const std::vector<std::string>& ids) {
    for (const auto& id : ids) {
      json += R"("id":)" + id + R"(,"properties":{"id":"other","name":"\"id\":7,"})";
      starts.push_back(json.size());
    }
    index = layers::IdIndex(json, starts);
  }
  std::optional<std::uint32_t> find(std::string_view id) const {
    return index.find(json, starts, id);
  }
};

TEST(IdIndex, FindsNumbersAndTexts) {
  const Ids ids({"12", R"("north")", "-3", "1.5", R"("")"});
  EXPECT_EQ(ids.find("12"), 0U);
  EXPECT_EQ(ids.find("north"), 1U);
  EXPECT_EQ(ids.find("-3"), 2U);
  EXPECT_EQ(ids.find("1.5"), 3U);
  EXPECT_EQ(ids.find(""), 4U);
}

TEST(IdIndex, FindsNothingElse) {
  const Ids ids({"12", R"("north")"});
  for (const char* id :
       {"1", "2", "012", "12.0", " 12", "nort", "north ", "\"north\"", "other", "7"})
    EXPECT_EQ(ids.find(id), std::nullopt) << id;
}

TEST(IdIndex, TextsWithEscapesAreFoundByWhatTheyMean) {
  const Ids ids({R"("a\"b")", R"("a\\")", R"("a,b")", R"("a\nb")", R"("\u0001")"});
  EXPECT_EQ(ids.find("a\"b"), 0U);
  EXPECT_EQ(ids.find("a\\"), 1U);
  EXPECT_EQ(ids.find("a,b"), 2U);
  EXPECT_EQ(ids.find("a\nb"), 3U);
  EXPECT_EQ(ids.find("\x01"), 4U);
  EXPECT_EQ(ids.find("a"), std::nullopt);
}

TEST(IdIndex, AnyEscapeMeansTheSame) {
  const Ids ids(
      {R"("a\u0022b")", R"("a\/b")", R"("Tr\u1ea1m")", R"("\ud83d\ude92")", R"("\\u0041")"});
  EXPECT_EQ(ids.find("a\"b"), 0U);
  EXPECT_EQ(ids.find("a/b"), 1U);
  EXPECT_EQ(ids.find("Trạm"), 2U);
  EXPECT_EQ(ids.find("\xF0\x9F\x9A\x92"), 3U);
  EXPECT_EQ(ids.find("\\u0041"), 4U);
  EXPECT_EQ(ids.find("A"), std::nullopt);
}

TEST(IdIndex, ANumberAndATextThatReadAlikeAreFoundInTheOrderOfTheSource) {
  EXPECT_EQ(Ids({R"("12")", "12"}).find("12"), 0U);
  EXPECT_EQ(Ids({"12", R"("12")"}).find("12"), 0U);
}

TEST(IdIndex, WithoutFeaturesItFindsNothing) {
  EXPECT_EQ(Ids({}).find("1"), std::nullopt);
  EXPECT_EQ(layers::IdIndex().find("", {}, "1"), std::nullopt);
}

TEST(IdIndex, FindsEachOfManyAndIsSmall) {
  std::vector<std::string> many;
  for (int i = 0; i < 100'000; ++i)
    many.push_back(std::to_string(i * 7));
  const Ids ids(many);
  for (std::uint32_t i = 0; i < many.size(); ++i) {
    ASSERT_EQ(ids.find(many[i]), i);
    ASSERT_EQ(ids.find(std::to_string(i * 7 + 1)), std::nullopt);
  }
  EXPECT_LE(ids.index.bytes(), 10 * many.size() + 4);
}

} // namespace
