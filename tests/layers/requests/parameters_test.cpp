// The tables of parameters: what they say is what is read, and what is published.
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "geo/number_text.hpp"
#include "layers/requests/question.hpp"
#include "tests/support/test_files.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using layers::Parameter;
using layers::Params;
using layers::Question;
using nlohmann::json;
using Type = Parameter::Type;

constexpr auto questions = {Question::response_areas, Question::coverage,
                            Question::nearest_stations, Question::arrival_times,
                            Question::arrival_surface};

bool needs_point(Question question) {
  return question == Question::nearest_stations || question == Question::arrival_times;
}

/// The question with one parameter; what is asked at points is asked at some point anyhow.
Params asked(Question question, const std::string& name, const std::vector<std::string>& values) {
  Params params;
  if (needs_point(question) && name != "point")
    params.emplace_back("point", "105,21");
  for (const auto& value : values)
    params.emplace_back(name, value);
  return params;
}

layers::PlannerRequest read(Question question, const std::string& name,
                            const std::vector<std::string>& values) {
  return layers::read_question(question, asked(question, name, values));
}

std::string refusal(Question question, const std::string& name,
                    const std::vector<std::string>& values) {
  return error_of([&] { read(question, name, values); });
}

std::set<std::string> names_of(Question question) {
  std::set<std::string> names;
  for (const auto& parameter : layers::parameters_of(question))
    names.insert(parameter.name);
  return names;
}

/// Calls `check` with every parameter of every question.
template <typename Check>
void for_each_parameter(Check check) {
  for (const auto question : questions)
    for (const auto& parameter : layers::parameters_of(question)) {
      SCOPED_TRACE(parameter.name);
      check(question, parameter);
    }
}

bool is_number(const Parameter& parameter) {
  return parameter.type == Type::number || parameter.type == Type::whole;
}

TEST(Parameters, AreExplainedInBothLanguagesAndNamedOnce) {
  for (const auto question : questions) {
    std::set<std::string> names;
    for (const auto& parameter : layers::parameters_of(question))
      EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name;
  }
  for_each_parameter([](Question, const Parameter& parameter) {
    for (const auto* language : {"vi", "en"}) {
      ASSERT_TRUE(parameter.text.contains(language));
      EXPECT_FALSE(parameter.text.at(language).empty());
      EXPECT_FALSE(parameter.text.at(language).ends_with('.'));
    }
    EXPECT_NE(parameter.form.empty(), parameter.words.empty()); // help shows one of them
  });
}

TEST(Parameters, TheirExamplesAreReadAndChangeSomething) {
  for_each_parameter([](Question question, const Parameter& parameter) {
    EXPECT_NE(read(question, parameter.name, {parameter.example}), read(question, "", {}));
  });
}

TEST(Parameters, WithoutOneItsDefaultCounts) {
  for_each_parameter([](Question question, const Parameter& parameter) {
    if (!parameter.otherwise.empty()) {
      EXPECT_EQ(read(question, parameter.name, {parameter.otherwise}), read(question, "", {}));
    }
  });
}

TEST(Parameters, NumbersAreLegalFromTheLeastToTheMost) {
  for_each_parameter([](Question question, const Parameter& parameter) {
    if (!is_number(parameter))
      return;
    const auto [least, most] = parameter.legal;
    const double step = parameter.type == Type::whole ? 1 : 0.01;
    for (const auto legal : {least, most})
      EXPECT_NO_THROW(read(question, parameter.name, {fmt::to_string(legal)})) << legal;
    for (const auto& wrong :
         {fmt::to_string(least - step), fmt::to_string(most + step), std::string("nan"),
          std::string("1e999"), std::string("many"), std::string(" 1"), std::string("1x")}) {
      const auto said = refusal(question, parameter.name, {wrong});
      EXPECT_THAT(said, testing::StartsWith(
                            fmt::format("parameter {}: \"{}\" is not a ", parameter.name, wrong)));
      EXPECT_THAT(said, testing::EndsWith(fmt::format(" from {} to {}", least, most)));
    }
  });
}

TEST(Parameters, WordsAreLegalAndNoOthers) {
  for_each_parameter([](Question question, const Parameter& parameter) {
    for (const auto& word : parameter.words)
      EXPECT_NO_THROW(read(question, parameter.name, {word})) << word;
    if (parameter.type == Type::word || parameter.type == Type::flag) {
      EXPECT_EQ(refusal(question, parameter.name, {"other"}),
                fmt::format("parameter {}: \"other\" is not one of {}", parameter.name,
                            fmt::join(parameter.words, ", ")));
    }
  });
}

TEST(Parameters, AreGivenAsOftenAsTheTableSays) {
  for_each_parameter([](Question question, const Parameter& parameter) {
    if (parameter.most_values == Parameter::unlimited)
      return;
    const std::vector<std::string> most(parameter.most_values, parameter.example);
    const bool is_one = parameter.example.find(parameter.separator) == std::string::npos;
    if (!parameter.is_list() || is_one) {
      EXPECT_NO_THROW(read(question, parameter.name, most));
    }
    auto more = most;
    more.push_back(parameter.example);
    EXPECT_THAT(
        refusal(question, parameter.name, more),
        testing::AnyOf(
            fmt::format("parameter {}: given twice; give it once", parameter.name),
            testing::EndsWith(fmt::format(" are given; give at most {}", parameter.most_values))));
  });
}

TEST(Parameters, OfFirstDueAreThoseOfResponseAreasSplitByWhoArrivesFirst) {
  const auto areas = layers::parameters_of(Question::response_areas);
  const auto first_due = layers::parameters_of(Question::first_due);
  ASSERT_EQ(first_due.size(), areas.size());
  for (std::size_t i = 0; i < areas.size(); ++i) {
    EXPECT_EQ(first_due[i].name, areas[i].name);
    EXPECT_EQ(first_due[i].otherwise, areas[i].name == "split" ? "first-due" : areas[i].otherwise);
  }
  EXPECT_EQ(layers::read_question(Question::first_due, {}),
            layers::read_question(Question::response_areas, {{"split", "first-due"}}));
}

TEST(Parameters, OfTheWholeSurfaceAreThoseOfArrivalTimesWithoutPoints) {
  auto names = names_of(Question::arrival_times);
  EXPECT_EQ(names.erase("point"), 1U);
  EXPECT_EQ(names_of(Question::arrival_surface), names);
  EXPECT_THAT(refusal(Question::arrival_surface, "point", {"105,21"}),
              testing::StartsWith("parameter point: not known here; "));
  EXPECT_EQ(error_of([] { layers::read_question(Question::arrival_times, {}); }),
            "parameter point: missing; write point=lon,lat");
}

TEST(Parameters, OfAreasThatMeanNothingForTimesAreRefused) {
  for (const auto* name : {"split", "bands", "method", "standard", "gaps", "count"})
    EXPECT_THAT(refusal(Question::arrival_surface, name, {"none"}),
                testing::StartsWith(fmt::format("parameter {}: not known here; ", name)));
  EXPECT_EQ(refusal(Question::arrival_surface, "limits_s", {"600"}),
            "parameter limits_s: not known here; did you mean limit_s?");
  EXPECT_EQ(refusal(Question::arrival_surface, "limit_s", {"60.55"}),
            "parameter limit_s: \"60.55\" is finer than the tenths of a second that times are "
            "counted in; write 60.6");
}

TEST(Parameters, AreRefusedWithTheirName) {
  const auto expect = [](const std::string& name, const std::string& value,
                         const std::string& said) {
    EXPECT_EQ(refusal(Question::response_areas, name, {value}), "parameter " + name + ": " + said);
  };
  expect("closed_by", "flood:depth>2",
         "hazard \"flood:depth>2\": attribute \"depth\" is neither severity nor type; write flood, "
         "flood:severity>=3 or smoke:type=toxic");
  expect("slowed_by", "smoke:2",
         "slowed \"smoke:2\": \"2\" is no factor over 0 and up to 1; write smoke:0.5 or "
         "smoke:severity>=2:0.5");
  expect("at", "24:00", "\"24:00\" is no time of day; write 07:30");
  expect("stations", "1,,2", "\"1,,2\" has nothing between its commas; write one,two");
}

TEST(Parameters, ANormMustBeOneThatCoverageIsMeasuredBy) {
  EXPECT_THAT(refusal(Question::coverage, "standard", {"moon"}),
              testing::StartsWith("standard \"moon\": there is none; use one of "));
  EXPECT_THAT(refusal(Question::coverage, "standard", {"vn-tcvn-2622-hydrant"}),
              testing::HasSubstr("it is about hydrants"));
}

// --- what is published ---------------------------------------------------------------------------

std::string text_of(const char* file) {
  std::ifstream stream(support::source_file(file));
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Whether all questions have it.
bool is_common(const Parameter& parameter) {
  return std::ranges::all_of(
      questions, [&](auto question) { return names_of(question).contains(parameter.name); });
}

/// The table of docs/planning.md with a question's own parameters, or with those of all questions.
std::string documented(Question question, bool common) {
  std::string text = "| parameter | legal | default | example | what |\n|---|---|---|---|---|\n";
  const auto code = [](const std::string& word) { return word.empty() ? "" : "`" + word + "`"; };
  for (const auto& parameter : layers::parameters_of(question))
    if (is_common(parameter) == common)
      text += fmt::format("| `{}` | {} | {} | {} | {} |\n", parameter.name,
                          layers::legal_text(parameter), code(parameter.otherwise),
                          code(parameter.example), parameter.text.at("en"));
  return text;
}

TEST(Parameters, AreDocumentedAsTheTablesSay) {
  const auto page = text_of("docs/planning.md");
  const auto expect = [&](const std::string& table) {
    EXPECT_NE(page.find("\n\n" + table + "\n"), std::string::npos)
        << "docs/planning.md must have this table:\n"
        << table;
  };
  expect(documented(Question::response_areas, true));
  for (const auto question : {Question::response_areas, Question::coverage,
                              Question::nearest_stations, Question::arrival_times})
    expect(documented(question, false));
}

/// A position in JSON, which in a list may be numbers too: [[lon, lat]].
json numbers_schema(const Parameter& parameter) {
  const bool has_turnout = parameter.form.find('[') != std::string::npos;
  return {{"type", "array"},
          {"items", {{"type", "number"}}},
          {"minItems", 2},
          {"maxItems", has_turnout ? 3 : 2}};
}

/// A value in JSON: a number may be written as a text, and a station's id as a number.
json value_schema(const Parameter& parameter) {
  if (is_number(parameter))
    return {{"type", {parameter.type == Type::whole ? "integer" : "number", "string"}},
            {"minimum", parameter.legal.least},
            {"maximum", parameter.legal.most}};
  if (parameter.type == Type::flag)
    return {{"enum", {false, true, "false", "true"}}};
  if (!parameter.words.empty())
    return {{"enum", parameter.words}};
  return {{"type", parameter.form == "ID" ? json{"string", "integer"} : json("string")}};
}

json default_of(const Parameter& parameter) {
  if (!is_number(parameter))
    return parameter.type == Type::flag ? json(parameter.otherwise == "true")
                                        : json(parameter.otherwise);
  const auto numbers = *geo::parse_numbers(parameter.otherwise);
  return parameter.is_list() ? json(numbers) : json(numbers.front());
}

json schema_of(const Parameter& parameter) {
  auto schema = value_schema(parameter);
  if (parameter.is_list()) {
    json list{{"type", "array"}, {"items", schema}};
    if (parameter.form.starts_with("LON,LAT"))
      list["items"] = {{"anyOf", {schema, numbers_schema(parameter)}}};
    if (parameter.most_values != Parameter::unlimited)
      list["maxItems"] = parameter.most_values;
    schema = {{"anyOf", {schema, list}}};
  }
  schema["description"] = parameter.text.at("en") + " / " + parameter.text.at("vi");
  if (!parameter.otherwise.empty())
    schema["default"] = default_of(parameter);
  return schema;
}

TEST(Parameters, OfComputedLayersAreInTheSchema) {
  const auto schema = json::parse(text_of("docs/hazardmap.schema.json"));
  const auto expect = [&](const std::string& name, Question question) {
    json properties;
    std::string lines;
    for (const auto& parameter : layers::parameters_of(question)) {
      properties[parameter.name] = schema_of(parameter);
      lines += fmt::format("        \"{}\": {},\n", parameter.name, schema_of(parameter).dump());
    }
    const auto published = schema["$defs"].value(name, json::object());
    EXPECT_EQ(published.value("additionalProperties", true), false) << name;
    EXPECT_EQ(published.value("properties", json()), properties)
        << "docs/hazardmap.schema.json must have in " << name << "\n"
        << lines;
  };
  expect("response_parameters", Question::response_areas);
  expect("coverage_parameters", Question::coverage);
}

} // namespace
