// What is written as a file and read again is the same to the letter.
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "layers/catalog/source.hpp"
#include "layers/results/result_writer.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::AnswerColumn;
using layers::Json;
using layers::Null;
using layers::PlannerAnswer;
using layers::Time;
using layers::Value;
using layers::ValueType;
using nlohmann::json;

const std::vector<std::string> texts = {"Cầu Giấy",
                                        "",
                                        "007",
                                        "+84",
                                        "1.0",
                                        "1e5",
                                        "true",
                                        "null",
                                        "NaN",
                                        "a,b;c",
                                        "\"a\" \"\"",
                                        "two\nlines",
                                        "tab\tand\\",
                                        " blanks ",
                                        "пожар 🚒",
                                        "2026-11-29",
                                        "9007199254740993",
                                        "-0",
                                        "'",
                                        "#N/A",
                                        "=1+1"};
const std::vector<std::int64_t> whole = {0, -1,
                                         9007199254740993, // not a double
                                         std::numeric_limits<std::int64_t>::max(),
                                         std::numeric_limits<std::int64_t>::min()};
const std::vector<double> real = {0.1, -2.5, 1.0 / 3, 123456789.123456};
const std::vector<double> extreme = {1e-7, 1.7976931348623157e308, -4.9e-300}; // texts of a CSV
const std::vector<std::string> moments = {"2026-11-29T08:30:00Z", "1969-07-20T20:17:40Z",
                                          "2026-02-28T23:59:59Z"};
const std::vector<std::string> offsets = {"2026-11-29T08:30:00+07:00", "2026-11-29T08:30:00",
                                          "2026-11-29T08:30:00.123Z",
                                          "2026-11-29T08:30:00.5-03:30"};
const std::vector<std::string> days = {"2026-11-29", "0999-01-01", "2024-02-29"};

PlannerAnswer answer() {
  PlannerAnswer made;
  made.summary = json::object();
  made.features.columns = {{"text"},
                           {"digits"}, // texts that are all numbers
                           {"whole", ValueType::integer},
                           {"large", ValueType::integer},
                           {"real", ValueType::real},
                           {"extreme", ValueType::real},
                           {"flag", ValueType::boolean},
                           {"moment", ValueType::time},
                           {"offset", ValueType::time},
                           {"day", ValueType::time},
                           {"list", ValueType::json},
                           {"nothing", ValueType::integer},
                           {"Tên đường"}};
  const auto at = [](const auto& values, int i) {
    return values[static_cast<std::size_t>(i) % values.size()];
  };
  for (int i = 0; i < 30; ++i) {
    geo::Geometry point;
    point.add_point({100 + i * 0.25, 10 + (i % 7) * 0.5});
    const auto large =
        i % 2 == 0
            ? Value(std::numeric_limits<std::uint64_t>::max() - static_cast<std::uint64_t>(i))
            : Value(std::int64_t{-i});
    std::vector<Value> values = {at(texts, i),
                                 fmt::format("{:05}", i),
                                 at(whole, i),
                                 large,
                                 at(real, i), at(extreme, i),
                                 i % 2 == 0,
                                 Time{at(moments, i)},
                                 Time{at(offsets, i)},
                                 Time{at(days, i)},
                                 Json{i % 2 == 0 ? R"(["a",1,null])" : R"({"k":"ü"})"},
                                 Null(),
                                 "Đ. 3/2"};
    if (i % 5 == 4)
      std::ranges::fill(values, Value(Null()));
    made.features.add(std::move(values), point);
  }
  return made;
}

/// Texts as they are, other values as JSON; nothing for null.
std::string letters(const json& value) {
  return value.is_null() ? "" : value.is_string() ? value.get<std::string>() : value.dump();
}

/// The attributes of each feature by the number that was written as "id".
std::map<int, json> read_again(const std::string& path) {
  layers::LayerConfig config;
  config.id = "a";
  config.source = path;
  const auto source = layers::read_layer(config);
  std::map<int, json> features;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const auto feature = json::parse("{" + std::string(source.json_text(i)) + "}");
    const auto& properties = feature["properties"];
    features[properties.contains("id") ? properties["id"].get<int>() : feature["id"].get<int>()] =
        properties;
  }
  return features;
}

class RoundTrip : public testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, KeepsEveryAttributeToTheLetter) {
  const TestFolder folder;
  const auto written = answer();
  const auto path = folder.path(std::string("a.") + GetParam());
  layers::write_result(written, path, "a", false);
  const auto read = read_again(path);
  ASSERT_EQ(read.size(), written.features.size());
  for (std::size_t row = 0; row < written.features.size(); ++row)
    for (const auto& column : written.features.columns) {
      const auto& properties = read.at(static_cast<int>(row) + 1);
      const auto value = properties.contains(column.name) ? properties[column.name] : json();
      EXPECT_EQ(letters(value), layers::value_text(layers::value_in(column, row)))
          << column.name << " of row " << row;
    }
}

TEST_P(RoundTrip, KeepsTheTypesOfNumbersAndTexts) {
  const TestFolder folder;
  const auto path = folder.path(std::string("a.") + GetParam());
  layers::write_result(answer(), path, "a", false);
  for (const auto& [id, properties] : read_again(path)) {
    if (id % 5 == 0)
      continue; // nulls
    EXPECT_TRUE(properties["text"].is_string() || properties["text"].is_null())
        << properties["text"];
    EXPECT_TRUE(properties["digits"].is_string()) << properties["digits"];
    EXPECT_TRUE(properties["whole"].is_number_integer()) << properties["whole"];
    EXPECT_TRUE(properties["real"].is_number()) << properties["real"];
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip, testing::Values("geojson", "csv", "gpkg", "fgb"),
                         [](const auto& format) { return std::string(format.param); });

} // namespace
