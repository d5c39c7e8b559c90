#include "layers/features/attribute_table.hpp"

#include <limits>
#include <map>

#include <gtest/gtest.h>

#include "geo/tile/mvt.hpp"

namespace {

using geo::encode_mvt_value;
using layers::AttributeTable;
using layers::Null;
using layers::ValueType;
using layers::ValueView;

AttributeTable table_of(const std::vector<std::string>& features) {
  std::string json;
  std::vector<std::size_t> starts{0};
  for (const auto& feature : features) {
    json += feature;
    starts.push_back(json.size());
  }
  return layers::build_attribute_table(json, starts);
}

AttributeTable table_with(const std::vector<std::string>& properties) {
  std::vector<std::string> features;
  for (const auto& members : properties)
    features.push_back(R"("id":0,"properties":{)" + members + "}");
  return table_of(features);
}

/// The numbers of a feature's values, by name.
std::map<std::string, std::uint32_t> numbers_of(const AttributeTable& table, std::size_t feature) {
  std::map<std::string, std::uint32_t> found;
  const auto [keys, values] = table.tags_of(feature);
  for (std::size_t i = 0; i < keys.size(); ++i)
    found[table.attributes[keys[i]].name] = values[i];
  return found;
}

TEST(AttributeTable, KeepsTheTypes) {
  const auto table =
      table_with({R"("text":"S\u00f4ng \"a\"\n","whole":12,"negative":-3,"real":2.5,)"
                  R"("whole_real":5.0,"yes":true,"no":null,"day":"2024-02-29","list":[1,"a"],)"
                  R"("object":{"b":null})"});
  const auto numbers = numbers_of(table, 0);
  const auto expect = [&](const char* name, ValueType type, const ValueView& value,
                          const std::string& encoded) {
    const auto number = numbers.at(name);
    EXPECT_EQ(table.dictionary.type(number), type) << name;
    EXPECT_EQ(table.dictionary.value(number), value) << name;
    EXPECT_EQ(table.dictionary.encoded(number), encoded) << name;
  };
  expect("text", ValueType::text, "Sông \"a\"\n", encode_mvt_value("Sông \"a\"\n"));
  expect("whole", ValueType::integer, std::int64_t{12}, encode_mvt_value(std::uint64_t{12}));
  expect("negative", ValueType::integer, std::int64_t{-3}, encode_mvt_value(std::int64_t{-3}));
  expect("real", ValueType::real, 2.5, encode_mvt_value(2.5));
  expect("whole_real", ValueType::real, 5.0, encode_mvt_value(5.0));
  expect("yes", ValueType::boolean, true, encode_mvt_value(true));
  expect("no", ValueType::null, Null{}, "");
  expect("day", ValueType::time, layers::TimeView{"2024-02-29"}, encode_mvt_value("2024-02-29"));
  expect("list", ValueType::json, layers::JsonView{R"([1,"a"])"}, encode_mvt_value(R"([1,"a"])"));
  expect("object", ValueType::json, layers::JsonView{R"({"b":null})"},
         encode_mvt_value(R"({"b":null})"));
}

TEST(AttributeTable, WholeNumbersOf64BitsKeepAllDigits) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr auto most_unsigned = std::numeric_limits<std::uint64_t>::max();
  const auto table = table_with({R"("a":18446744073709551615,"b":-9223372036854775808,)"
                                 R"("c":9223372036854775807,"d":9223372036854775808)"});
  const auto value_of = [&](const char* name) {
    return table.dictionary.value(numbers_of(table, 0).at(name));
  };
  EXPECT_EQ(value_of("a"), ValueView(most_unsigned));
  EXPECT_EQ(value_of("b"), ValueView(least));
  EXPECT_EQ(value_of("c"), ValueView(most));
  EXPECT_EQ(value_of("d"), ValueView(std::uint64_t{most} + 1));
}

TEST(AttributeTable, BeyondThemWholeNumbersAreTextsWithAllTheirDigits) {
  const auto table =
      table_with({R"("a":18446744073709551616,"b":-9223372036854775809,"c":1e400,"d":1e20)"});
  const auto numbers = numbers_of(table, 0);
  EXPECT_EQ(table.dictionary.value(numbers.at("a")), ValueView("18446744073709551616"));
  EXPECT_EQ(table.dictionary.value(numbers.at("b")), ValueView("-9223372036854775809"));
  EXPECT_EQ(table.dictionary.value(numbers.at("c")), ValueView("1e400"));
  EXPECT_EQ(table.dictionary.value(numbers.at("d")), ValueView(1e20));
}

TEST(AttributeTable, EqualValuesHaveOneNumber) {
  const auto table =
      table_with({R"("kind":"flood","old":"flood")", R"("old":"fire","kind":"flood")"});
  EXPECT_EQ(table.attributes.size(), 2U);
  EXPECT_EQ(table.dictionary.size(), 3U); // null, flood, fire
  EXPECT_EQ(table.dictionary.value(numbers_of(table, 1).at("old")), ValueView("fire"));
}

TEST(AttributeTable, ValuesOfOtherTypesAreOthers) {
  const auto table = table_with({R"("a":"[1]","b":[1],"c":1,"d":1.0,"e":"1","f":true,"g":"true")"});
  EXPECT_EQ(table.dictionary.size(), 8U); // null too
}

TEST(AttributeTable, FeaturesWithTheSameAttributesInTheSameOrderHaveOneShape) {
  const auto table = table_with({R"("a":1,"b":2)", R"("a":3,"b":null)", R"("b":4,"a":5)",
                                 R"("a":6)", "", R"("a":7,"b":8)", ""});
  std::vector<std::uint32_t> shapes;
  for (const auto& feature : table.features)
    shapes.push_back(feature.shape);
  EXPECT_EQ(shapes, (std::vector<std::uint32_t>{0, 0, 1, 2, 3, 0, 3}));
  EXPECT_EQ(table.keys_of_shape(1)[0], 1U); // b
  EXPECT_EQ(table.keys_of_shape(3).size(), 0U);
}

TEST(AttributeTable, AnAttributeHasTheTypeThatItsValuesHaveInCommon) {
  const auto table =
      table_with({R"("a":1,"b":1,"c":"x","d":true,"e":null,"f":null,"g":[1],"h":"2024-01-01")",
                  R"("a":2,"b":1.5,"c":"2024-01-01","d":1,"f":2.5,"g":{},"h":null)"});
  std::map<std::string, ValueType> types;
  for (const auto& attribute : table.attributes)
    types[attribute.name] = attribute.type;
  EXPECT_EQ(types, (std::map<std::string, ValueType>{{"a", ValueType::integer},
                                                     {"b", ValueType::real},
                                                     {"c", ValueType::text},
                                                     {"d", ValueType::mixed},
                                                     {"e", ValueType::null},
                                                     {"f", ValueType::real},
                                                     {"g", ValueType::json},
                                                     {"h", ValueType::time}}));
}

TEST(AttributeTable, WholeNumbersAreIds) {
  const auto table = table_of({R"("id":0,"properties":{})", R"("id":4294967296,"properties":{})",
                               R"("id":18446744073709551615,"properties":{})"});
  EXPECT_EQ(table.id_of(0), 0U);
  EXPECT_EQ(table.id_of(1), 4'294'967'296U);
  EXPECT_EQ(table.id_of(2), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(table.other_id_of(2), std::nullopt);
  EXPECT_EQ(table.other_id_type, ValueType::null);
}

TEST(AttributeTable, OtherIdsAreValuesAndNoAttributes) {
  const auto table =
      table_of({R"("id":"way/12","properties":{"a":1})", R"("id":-4,"properties":{})",
                R"("id":1.5,"properties":{})", R"("id":7,"properties":{"id":"own"})"});
  const auto id_of = [&](std::size_t feature) {
    return table.dictionary.value(table.other_id_of(feature).value_or(layers::no_value));
  };
  EXPECT_EQ(table.id_of(0), std::nullopt);
  EXPECT_EQ(id_of(0), ValueView("way/12"));
  EXPECT_EQ(id_of(1), ValueView(std::int64_t{-4}));
  EXPECT_EQ(id_of(2), ValueView(1.5));
  EXPECT_EQ(id_of(3), ValueView());
  EXPECT_EQ(table.tags_of(0).keys.size(), 1U);
  EXPECT_EQ(table.other_id_type, ValueType::mixed);
}

TEST(AttributeTable, WithoutFeaturesItIsEmpty) {
  const auto table = table_of({});
  EXPECT_EQ(table.size(), 0U);
  EXPECT_TRUE(table.attributes.empty());
}

} // namespace
