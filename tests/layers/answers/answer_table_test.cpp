#include "layers/answers/answer_table.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using layers::AnswerTable;
using layers::Json;
using layers::Null;
using layers::Time;
using layers::Value;
using layers::ValueType;

geo::Geometry point(double lon, double lat) {
  geo::Geometry shape;
  shape.add_point({lon, lat});
  return shape;
}

std::string json(const Value& value, std::optional<int> decimals = {}) {
  std::string text;
  layers::append_json(text, value, decimals);
  return text;
}

TEST(AnswerTable, RowsMayEndBeforeTheLastColumn) {
  AnswerTable table;
  table.columns = {{"a", ValueType::integer}, {"b"}};
  table.add({std::int64_t{1}}, point(1, 2));
  table.add({}, point(3, 4));
  table.add({Value(), "x"}, geo::Geometry());
  ASSERT_EQ(table.size(), 3U);
  const auto& [a, b] = std::tie(table.columns[0], table.columns[1]);
  EXPECT_EQ(value_in(a, 0), Value(std::int64_t{1}));
  EXPECT_EQ(value_in(b, 0), Value());
  EXPECT_EQ(value_in(a, 1), Value());
  EXPECT_EQ(value_in(a, 2), Value());
  EXPECT_EQ(value_in(b, 2), Value("x"));
  EXPECT_EQ(table.shape(1).points()[0], (geo::LonLat{3, 4}));
  EXPECT_TRUE(table.shape(2).empty());
}

TEST(AnswerTable, DeclaredColumnsHaveNoValues) {
  layers::AnswerColumn column{"share", ValueType::real, 4, "area", {0.5}};
  const auto bare = declared(column);
  EXPECT_EQ(bare.name, "share");
  EXPECT_EQ(bare.type, ValueType::real);
  EXPECT_EQ(bare.decimals, 4);
  EXPECT_EQ(bare.of, "area");
  EXPECT_TRUE(bare.values.empty());
}

TEST(AnswerTable, AttributesOfSomethingSayWhose) {
  EXPECT_EQ(layers::flat_name({"total"}), "total");
  EXPECT_EQ(layers::flat_name({"name", ValueType::text, {}, "area"}), "area_name");
}

TEST(AnswerValues, HaveTheirJson) {
  EXPECT_EQ(json(Value()), "null");
  EXPECT_EQ(json(Null()), "null");
  EXPECT_EQ(json(true), "true");
  EXPECT_EQ(json(std::int64_t{-7}), "-7");
  EXPECT_EQ(json(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(json("Cầu \"Giấy\"\n"), R"("Cầu \"Giấy\"\n")");
  EXPECT_EQ(json("\xff"), "\"\xEF\xBF\xBD\"") << "what is not UTF-8 is replaced";
  EXPECT_EQ(json(Time{"2026-11-29"}), R"("2026-11-29")");
  EXPECT_EQ(json(Json{"[1,2]"}), "[1,2]");
}

TEST(AnswerValues, DoublesAreRoundedInTextsAloneAndKeepAPoint) {
  EXPECT_EQ(json(1 / 3.0, 4), "0.3333");
  EXPECT_EQ(json(12.0, 1), "12.0");
  EXPECT_EQ(json(0.25, 1), "0.3") << "half away from zero";
  EXPECT_EQ(json(-0.25, 1), "-0.3");
  EXPECT_EQ(json(0.1 + 0.2), "0.30000000000000004") << "without decimals as many as it takes";
  EXPECT_EQ(json(std::int64_t{240}, 1), "240") << "whole numbers stay whole";
}

TEST(AnswerValues, NothingIsNotNegative) {
  for (const double little : {-0.0, -0.04, 0.04})
    EXPECT_EQ(layers::value_text(Value(little), 1), "0.0") << little;
  EXPECT_EQ(layers::value_text(Value(-0.06), 1), "-0.1");
  EXPECT_FALSE(std::signbit(layers::rounded(-0.00001, 4)));
}

TEST(AnswerValues, HaveTheirText) {
  EXPECT_EQ(layers::value_text(Value()), "");
  EXPECT_EQ(layers::value_text(Null()), "");
  EXPECT_EQ(layers::value_text(false), "false");
  EXPECT_EQ(layers::value_text(1 / 3.0, 2), "0.33");
  EXPECT_EQ(layers::value_text("a \"b\""), "a \"b\"");
  EXPECT_EQ(layers::value_text(Time{"2026-11-29"}), "2026-11-29");
  EXPECT_EQ(layers::value_text(Json{R"({"a":1})"}), R"({"a":1})");
}

} // namespace
