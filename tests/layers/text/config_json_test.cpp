// One function for each sort of value; what the files that people write say of them is tested with
// those files.
#include "layers/text/config_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"

namespace {

using layers::JsonContext;
using nlohmann::json;
using testing::ElementsAre;

const JsonContext place{"map.json"};

/// What is said of {"key": value}.
template <typename Read>
std::string said(const char* value, Read read) {
  const auto object = json::parse(std::string("{\"key\": ") + value + "}");
  return error_of([&] { read(object); });
}

TEST(ConfigJson, WhatIsMissingIsWhatTheCallerSays) {
  const auto none = json::object();
  EXPECT_EQ(layers::text_at(none, "key", place), "");
  EXPECT_TRUE(layers::texts_at(none, "key", place).empty());
  EXPECT_TRUE(layers::list_at(none, "key", place).empty());
  EXPECT_TRUE(layers::translations_at(none, "key", place).empty());
  EXPECT_EQ(layers::number_at(none, "key", 7.5, {0, 1}, place), 7.5);
  EXPECT_EQ(layers::whole_at(none, "key", 7, {0, 1}, place), 7);
  EXPECT_TRUE(layers::flag_at(none, "key", true, place));
  EXPECT_FALSE(layers::word_at(none, "key", {"a", "b"}, place));
}

TEST(ConfigJson, WhatIsThereIsRead) {
  const auto object = json::parse(R"({"text": "a", "texts": ["a", "b"], "number": 0.5, "whole": 3,
    "flag": false, "word": "b", "title": {"vi": "một", "en": "one", "ru": "один"}})");
  EXPECT_EQ(layers::text_at(object, "text", place), "a");
  EXPECT_THAT(layers::texts_at(object, "texts", place), ElementsAre("a", "b"));
  EXPECT_EQ(layers::number_at(object, "number", 0, {0.5, 1}, place), 0.5);
  EXPECT_EQ(layers::whole_at(object, "whole", 0, {0, 3}, place), 3);
  EXPECT_FALSE(layers::flag_at(object, "flag", true, place));
  EXPECT_EQ(layers::word_at(object, "word", {"a", "b"}, place), 1U);
  EXPECT_EQ(layers::translations_at(object, "title", place).at("ru"), "один");
}

TEST(ConfigJson, WrongValuesSayWhatIsLegal) {
  const auto expect = [](const char* value, const std::string& wanted, auto read) {
    EXPECT_EQ(said(value, read),
              std::string("map.json: \"key\" is ") + value + "; it must be " + wanted);
  };
  const auto number = [](const json& o) { layers::number_at(o, "key", 0, {0.5, 2}, place); };
  for (const auto* value : {"0.4", "2.1", "\"1\"", "true", "[1]", "null"})
    expect(value, "a number from 0.5 to 2", number);
  const auto whole = [](const json& o) { layers::whole_at(o, "key", 0, {1, 2}, place); };
  for (const auto* value : {"0", "3", "1.5", "\"1\"", "18446744073709551615"})
    expect(value, "a whole number from 1 to 2", whole);
  expect("1", "a text", [](const json& o) { layers::text_at(o, "key", place); });
  expect("[1]", "a list of texts", [](const json& o) { layers::texts_at(o, "key", place); });
  expect("1", "a list", [](const json& o) { layers::list_at(o, "key", place); });
  expect("1", "true or false", [](const json& o) { layers::flag_at(o, "key", true, place); });
  expect("1", "a or b", [](const json& o) { layers::word_at(o, "key", {"a", "b"}, place); });
  expect("\"d\"", "one of a, b, c", [](const json& o) {
    layers::word_at(o, "key", {"a", "b", "c"}, place);
  });
  expect("1", "an object {…}", [](const json& o) { layers::object_at(o["key"], "key", place); });
  expect("\"a\"", "a text a language: {\"vi\": \"…\", \"en\": \"…\"}",
         [](const json& o) { layers::translations_at(o, "key", place); });
}

TEST(ConfigJson, WhatMustBeThereIsMissed) {
  const auto read = [](const json& o) { layers::required_text_at(o, "key", "layer", place); };
  EXPECT_EQ(error_of([&] { read(json::object()); }),
            "map.json: \"key\" is missing; every layer needs one");
  EXPECT_EQ(said("\"\"", read), "map.json: \"key\" is empty; every layer needs one");
  EXPECT_EQ(
      said(R"({"vi": "một"})", [](const json& o) { layers::translations_at(o, "key", place); }),
      "map.json: \"key\": \"en\" is missing; every key needs one");
}

TEST(ConfigJson, APlaceLeadsInwards) {
  EXPECT_EQ(place.at("fields").text, "map.json: \"fields\"");
  EXPECT_EQ(place.at("entries", 2).text, "map.json: \"entries\" 2");
  EXPECT_EQ(JsonContext{}.at("fields").text, "\"fields\"");
  EXPECT_EQ(error_of([] { JsonContext{}.fail("is {}", 1); }), "is 1");
  EXPECT_EQ(error_of([] { layers::check_object(json(1), place.at("entries", 2)); }),
            "map.json: \"entries\" 2: is 1; it must be an object {…}");
}

/// What is said of a whole file.
std::string said_of_file(const std::string& text) {
  return error_of([&] { layers::parse_config(text, place); });
}

TEST(ConfigJson, IsNotNestedBeyondMeasure) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_NO_THROW(layers::parse_config(nested(64), place));
  for (const auto levels : {std::size_t{66}, std::size_t{200'000}})
    EXPECT_EQ(said_of_file(nested(levels)),
              "map.json: is nested more than 64 levels deep; write it flat");
}

TEST(ConfigJson, NumbersAreThoseThatADoubleHolds) {
  EXPECT_EQ(said_of_file(R"({"a": 1e400})"),
            "map.json: cannot be used: number overflow parsing '1e400'");
}

TEST(ConfigJson, FilesAreOfMeasure) {
  const TestFolder folder;
  EXPECT_EQ(error_of([&] { layers::read_config_text(folder.path("none.json"), "name one"); }),
            folder.path("none.json") + ": no such file; name one");
  EXPECT_EQ(error_of([&] { layers::read_config_text("/dev/null", "name one"); }),
            "/dev/null: is not a file; name one");
  const auto big = folder.write("big.json", std::string((16U << 20U) + 1, ' '));
  EXPECT_EQ(error_of([&] { layers::read_config_text(big, "name one"); }),
            big + ": has 16 MB; a file of settings has at most 16");
}

} // namespace
