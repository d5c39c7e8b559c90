#include "layers/answers/feature_columns.hpp"

#include <map>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/attribute_sketch.hpp"

namespace {

using layers::Json;
using layers::Null;
using layers::Time;
using layers::Value;
using layers::ValueType;
using testing::ElementsAre;

layers::FeatureColumns columns_of(const std::vector<std::string>& features) {
  return layers::feature_columns(*support::features_of(features), "area");
}

TEST(FeatureColumns, AreInTheOrderInWhichFeaturesFirstHaveThem) {
  const auto columns = columns_of({R"("id":1,"properties":{"name":"A","people":10})",
                                   R"("id":2,"properties":{"code":true,"people":null})",
                                   R"("id":3,"properties":{})"});
  EXPECT_EQ(columns.id.name, "area");
  EXPECT_EQ(columns.id.of, "");
  EXPECT_THAT(columns.id.values,
              ElementsAre(Value(std::int64_t{1}), Value(std::int64_t{2}), Value(std::int64_t{3})));
  ASSERT_EQ(columns.attributes.size(), 3U);
  const auto& [name, people, code] =
      std::tie(columns.attributes[0], columns.attributes[1], columns.attributes[2]);
  EXPECT_EQ(flat_name(name), "area_name");
  EXPECT_EQ(flat_name(people), "area_people");
  EXPECT_EQ(flat_name(code), "area_code");
  EXPECT_EQ(value_in(name, 0), Value("A"));
  EXPECT_EQ(value_in(name, 1), Value()) << "absent";
  EXPECT_EQ(value_in(people, 0), Value(std::int64_t{10}));
  EXPECT_EQ(value_in(people, 1), Value(Null()));
  EXPECT_EQ(value_in(code, 1), Value(true));
  EXPECT_EQ(value_in(code, 2), Value());
}

TEST(FeatureColumns, HaveTheTypeThatAllValuesHaveInCommon) {
  const auto columns = columns_of(
      {R"("id":"a","properties":{"n":1,"x":1,"mixed":1,"flag":true,"list":[1,2],"day":"2026-11-29","none":null})",
       R"("id":"b","properties":{"n":-2,"x":2.5,"mixed":"m","flag":null,"list":{"a":1}})",
       R"("id":7,"properties":{"n":null,"huge":18446744073709551615})"});
  std::map<std::string, ValueType> types;
  for (const auto& column : columns.attributes)
    types[column.name] = column.type;
  EXPECT_EQ(types, (std::map<std::string, ValueType>{{"n", ValueType::integer},
                                                     {"x", ValueType::real},
                                                     {"mixed", ValueType::text},
                                                     {"flag", ValueType::boolean},
                                                     {"list", ValueType::json},
                                                     {"none", ValueType::text},
                                                     {"day", ValueType::time},
                                                     {"huge", ValueType::integer}}));
  EXPECT_EQ(columns.id.type, ValueType::text) << "ids of both kinds";
  EXPECT_EQ(value_in(columns.id, 2), Value(std::int64_t{7})) << "and values stay what they are";
  EXPECT_EQ(value_in(columns.attributes[4], 1), Value(Json{R"({"a":1})"}));
  EXPECT_EQ(value_in(columns.attributes[5], 0), Value(Time{"2026-11-29"}));
  EXPECT_EQ(value_in(columns.attributes[7], 2), Value(std::uint64_t{18446744073709551615U}));
}

TEST(FeatureColumns, OfNothingButNullsHaveTheTypeThatTheSourceDeclares) {
  layers::SourceFeatures source;
  source.geometry.add_point({105, 21});
  source.json = R"("id":1,"properties":{"people":null,"code":null,"n":2.5})";
  source.end_feature();
  source.declared_types = {{"people", ValueType::integer}, {"n", ValueType::integer}};
  const auto columns =
      layers::feature_columns(*layers::build_feature_set(std::move(source)), "area");
  ASSERT_EQ(columns.attributes.size(), 3U);
  EXPECT_EQ(columns.attributes[0].type, ValueType::integer);
  EXPECT_EQ(columns.attributes[1].type, ValueType::text) << "nothing is declared";
  EXPECT_EQ(columns.attributes[2].type, ValueType::real) << "values say more than a declaration";
}

} // namespace
