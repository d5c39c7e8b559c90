#include "layers/features/column.hpp"

#include <array>
#include <map>
#include <random>
#include <type_traits>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/features/attributes.hpp"
#include "tests/support/attribute_sketch.hpp"

namespace {

using layers::column;
using layers::Json;
using layers::Null;
using layers::Time;
using layers::Value;
using layers::ValueCount;
using layers::ValueType;
using layers::ValueView;
using support::features_with;

TEST(Column, NullIsNotAbsent) {
  const auto features = features_with({R"("n":1)", R"("n":null)", R"("m":1)", ""});
  const auto n = column(*features, "n");
  EXPECT_EQ(n.type(), ValueType::integer);
  EXPECT_EQ(n[0], ValueView(std::int64_t{1}));
  EXPECT_EQ(n[1], ValueView(Null{}));
  EXPECT_EQ(n[2], ValueView());
  EXPECT_EQ(n[3], ValueView());
  EXPECT_TRUE(n.has_value(0));
  EXPECT_FALSE(n.has_value(1));
  EXPECT_FALSE(n.has_value(2));
}

TEST(Column, OfAnAttributeThatNoFeatureHasIsAbsentEverywhere) {
  const auto features = features_with({R"("n":1)", ""});
  const auto none = column(*features, "nothing");
  EXPECT_EQ(none.size(), 2U);
  EXPECT_EQ(none.type(), ValueType::null);
  EXPECT_EQ(none[0], ValueView());
  EXPECT_TRUE(layers::value_counts(none).empty());
}

TEST(Column, OfAnEmptyLayerIsEmpty) {
  const auto features = features_with({});
  EXPECT_EQ(column(*features, "n").size(), 0U);
  EXPECT_TRUE(layers::number_column(*features, "n").empty());
  EXPECT_FALSE(layers::has_attribute(*features, "n"));
}

TEST(Column, MayMixTypes) {
  const auto features = features_with({R"("n":1)", R"("n":"1")", R"("n":true)", R"("n":[1])"});
  const auto n = column(*features, "n");
  EXPECT_EQ(n.type(), ValueType::mixed);
  EXPECT_EQ(n[0], ValueView(std::int64_t{1}));
  EXPECT_EQ(n[1], ValueView("1"));
  EXPECT_EQ(n[2], ValueView(true));
  EXPECT_EQ(n[3], ValueView(layers::JsonView{"[1]"}));
}

TEST(Column, CountsItsDistinctValues) {
  const auto features = features_with(
      {R"("n":"b")", R"("n":"a","m":"c")", R"("n":null)", "", R"("n":"b")", R"("m":"b","n":"a")"});
  EXPECT_EQ(layers::value_counts(column(*features, "n")),
            (std::vector<ValueCount>{{"b", 2}, {"a", 2}, {Null{}, 1}}));
}

// --- any table, beside plain maps ---------------------------------------------------------------

using Row = std::map<std::string, Value>;

ValueView view(const Value& value) {
  return std::visit(
      [](const auto& held) -> ValueView {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, Time>)
          return layers::TimeView{held.text};
        else if constexpr (std::is_same_v<Held, Json>)
          return layers::JsonView{held.text};
        else if constexpr (std::is_same_v<Held, std::string>)
          return std::string_view(held);
        else
          return held;
      },
      value);
}

std::string json_of(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate> || std::is_same_v<Held, Null>)
          return "null";
        else if constexpr (std::is_same_v<Held, Time>)
          return nlohmann::json(held.text).dump();
        else if constexpr (std::is_same_v<Held, Json>)
          return held.text;
        else
          return nlohmann::json(held).dump();
      },
      value);
}

class RandomTables : public testing::TestWithParam<unsigned> {
protected:
  std::size_t below(std::size_t count) { return m_random() % count; }

  Value value() {
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const std::array<Value, 16> some = {
        Null{},
        Null{},
        true,
        false,
        least,
        most,
        std::uint64_t{most} + 1 + below(1000), // beyond what a std::int64_t holds
        std::int64_t{0} + static_cast<std::int64_t>(below(5)) - 2,
        static_cast<double>(below(9)),
        std::ldexp(static_cast<double>(m_random()), static_cast<int>(below(1000)) - 500),
        std::string(),
        fmt::format("giá trị \"{}\"\\\n\x01", below(3)),
        std::string(below(300), 'x'),
        std::string("\xF0\x9F\x9A\x92 \x7F/"),
        Time{fmt::format("20{:02}-03-{:02}T04:05:06.{}Z", below(100), 1 + below(31), below(100))},
        Json{fmt::format(R"([{},{{"a":[null,"\"]"]}}])", below(3))}};
    return some.at(below(some.size()));
  }

  /// The names of a row in a random order, with the row's members as JSON.
  std::string members(const Row& row) {
    std::vector<std::string> texts;
    for (const auto& [name, value] : row)
      texts.push_back(nlohmann::json(name).dump() + ":" + json_of(value));
    if (below(4) == 0)
      std::shuffle(texts.begin(), texts.end(), m_random);
    return fmt::format("{}", fmt::join(texts, ","));
  }

  std::vector<Row> rows(std::size_t count, std::size_t attributes, double density) {
    std::vector<Row> rows(count);
    for (auto& row : rows)
      for (std::size_t a = 0; a < attributes; ++a)
        if (std::bernoulli_distribution(density)(m_random))
          row[fmt::format("thuộc \"tính\" {}", a)] = value();
    return rows;
  }

  std::mt19937 m_random{GetParam()};
};

void expect_same(const layers::FeatureSet& features, const std::vector<Row>& rows,
                 std::size_t attributes) {
  for (std::size_t a = 0; a < attributes; ++a) {
    const auto name = fmt::format("thuộc \"tính\" {}", a);
    const auto read = column(features, name);
    std::map<std::string, std::size_t> counts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto held = rows[i].find(name);
      const auto wanted = held == rows[i].end() ? ValueView() : view(held->second);
      ASSERT_EQ(read[i], wanted) << "feature " << i << ", attribute " << a;
      if (held != rows[i].end())
        ++counts[json_of(held->second)];
    }
    std::size_t counted = 0;
    for (const auto& each : layers::value_counts(read))
      counted += each.features;
    EXPECT_EQ(layers::value_counts(read).size(), counts.size());
    EXPECT_EQ(counted, static_cast<std::size_t>(std::ranges::count_if(
                           rows, [&](const Row& row) { return row.contains(name); })));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto all = layers::attributes_of(features, i);
    EXPECT_EQ(all.size(), rows[i].size());
    for (const auto& [name, value] : all)
      EXPECT_EQ(value, view(rows[i].at(std::string(name))));
  }
}

TEST_P(RandomTables, HoldWhatTheSourceHad) {
  using Shape = std::tuple<std::size_t, std::size_t, double>;
  for (const auto& [count, attributes, density] :
       {Shape{40, 6, 1.0}, {40, 6, 0.7}, {60, 300, 0.02}, {0, 3, 1.0}, {5, 40, 0.0}}) {
    const auto table = rows(count, attributes, density);
    std::vector<std::string> texts;
    for (const auto& row : table)
      texts.push_back(members(row));
    expect_same(*features_with(texts), table, attributes);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTables, testing::Range(1U, 9U));

} // namespace
