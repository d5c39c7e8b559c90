#include "layers/features/tag_table.hpp"

#include <map>

#include <gtest/gtest.h>

#include "geo/tile/mvt.hpp"

namespace {

using geo::encode_mvt_value;

layers::TagTable table_of(const std::vector<std::string>& features) {
  std::string json;
  std::vector<std::size_t> starts{0};
  for (const auto& feature : features) {
    json += feature;
    starts.push_back(json.size());
  }
  return layers::build_tag_table(json, starts);
}

std::map<std::string, std::string> tags_of(const layers::TagTable& table, std::size_t feature) {
  std::map<std::string, std::string> found;
  const auto tags = table.tags_of(feature);
  for (std::size_t i = 0; i < tags.size(); i += 2)
    found[table.keys[tags[i]]] = table.value(tags[i + 1]);
  return found;
}

TEST(TagTable, KeepsTheTypes) {
  const auto table = table_of(
      {R"("id":7,"properties":{"text":"S\u00f4ng \"a\"\n","whole":12,"negative":-3,"real":2.5,)"
       R"("whole_real":5.0,"yes":true,"no":null,"list":[1,"a"],"object":{"b":null}})"});
  const auto tags = tags_of(table, 0);
  EXPECT_EQ(tags.size(), 8U); // without the null
  EXPECT_EQ(tags.at("text"), encode_mvt_value("Sông \"a\"\n"));
  EXPECT_EQ(tags.at("whole"), encode_mvt_value(std::uint64_t{12}));
  EXPECT_EQ(tags.at("negative"), encode_mvt_value(std::int64_t{-3}));
  EXPECT_EQ(tags.at("real"), encode_mvt_value(2.5));
  EXPECT_EQ(tags.at("whole_real"), encode_mvt_value(5.0));
  EXPECT_EQ(tags.at("yes"), encode_mvt_value(true));
  EXPECT_EQ(tags.at("list"), encode_mvt_value(R"([1,"a"])"));
  EXPECT_EQ(tags.at("object"), encode_mvt_value(R"({"b":null})"));
}

TEST(TagTable, HugeIntegersKeepAllDigitsOrBecomeDoubles) {
  const auto table = table_of({R"("id":1,"properties":{"a":18446744073709551615,)"
                               R"("b":-9223372036854775808,"c":18446744073709551616,"d":1e400})"});
  const auto tags = tags_of(table, 0);
  EXPECT_EQ(tags.at("a"), encode_mvt_value(std::uint64_t{18'446'744'073'709'551'615U}));
  EXPECT_EQ(tags.at("b"), encode_mvt_value(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(tags.at("c"), encode_mvt_value(18446744073709551616.0));
  EXPECT_EQ(tags.at("d"), encode_mvt_value("1e400")); // more than a double holds: as text
}

TEST(TagTable, EqualKeysAndValuesHaveOneNumber) {
  const auto table = table_of({R"("id":0,"properties":{"kind":"flood","old":"flood"})",
                               R"("id":1,"properties":{"old":"fire","kind":"flood"})"});
  EXPECT_EQ(table.keys, (std::vector<std::string>{"kind", "old"}));
  EXPECT_EQ(table.value_count(), 2U);
  EXPECT_EQ(tags_of(table, 1).at("old"), encode_mvt_value("fire"));
}

TEST(TagTable, WholeNumbersAreIds) {
  const auto table = table_of({R"("id":0,"properties":{})", R"("id":4294967296,"properties":{})"});
  EXPECT_EQ(table.id_of(0), 0U);
  EXPECT_EQ(table.id_of(1), 4'294'967'296U);
  EXPECT_TRUE(table.tags_of(1).empty());
}

TEST(TagTable, OtherIdsStandAmongTheAttributes) {
  const auto table =
      table_of({R"("id":"way/12","properties":{"a":1})", R"("id":-4,"properties":{})",
                R"("id":1.5,"properties":{})", R"("id":"way/13","properties":{"id":"own"})"});
  EXPECT_EQ(table.id_of(0), std::nullopt);
  EXPECT_EQ(tags_of(table, 0).at("id"), encode_mvt_value("way/12"));
  EXPECT_EQ(tags_of(table, 1).at("id"), encode_mvt_value(std::int64_t{-4}));
  EXPECT_EQ(tags_of(table, 2).at("id"), encode_mvt_value(1.5));
  EXPECT_EQ(tags_of(table, 3).at("id"), encode_mvt_value("own"));
}

} // namespace
