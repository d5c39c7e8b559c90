#include "layers/requests/standards.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"

namespace {

using layers::parse_standards;
using layers::Standard;
using layers::standard;
using layers::standards;
using testing::HasSubstr;
using Clock = Standard::Clock;
using Measure = Standard::Measure;

struct Limit {
  const char* of; ///< a class of area, or what the limit applies to
  double value;
  double percentile = 0; ///< 0: none
};

struct Row {
  const char* id;
  Measure measure;
  std::optional<Clock> clock;
  std::vector<Limit> limits;
  const char* certainty;
};

// As the norms say: minutes times 60, kilometres times 1000.
const std::vector<Row> rows{
    {"vn-qcvn-01-2021",
     Measure::radius,
     {},
     {{"urban centre", 3000}, {"elsewhere", 5000}},
     "unverified"},
    {"vn-qcxdvn-01-2008",
     Measure::radius,
     {},
     {{"area station", 3000}, {"central station", 5000}},
     "verified"},
    {"vn-tcvn-2622-hydrant",
     Measure::spacing,
     {},
     {{"from the kerb", 2.5}, {"between hydrants along the road", 150}},
     "verified"},
    {"ru-123-fz-76",
     Measure::time,
     Clock::call,
     {{"urban", 10 * 60}, {"rural", 20 * 60}},
     "verified"},
    {"us-nfpa-1710",
     Measure::time,
     Clock::wheels_rolling,
     {{"first engine", 240, 90}, {"full alarm", 480, 90}},
     "verified"},
    {"us-nfpa-1720",
     Measure::time,
     Clock::dispatch,
     {{"urban", 9 * 60, 90}, {"suburban", 10 * 60, 80}, {"rural", 14 * 60, 80}},
     "secondary"},
    {"de-by-hilfsfrist", Measure::time, Clock::call, {{"", 10 * 60}}, "verified"},
    {"de-agbf",
     Measure::time,
     Clock::dispatch,
     {{"first unit", 8 * 60, 95}, {"reinforcement", 13 * 60, 95}},
     "secondary"},
};

TEST(Standards, SayWhatTheNormsSay) {
  ASSERT_EQ(standards().size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& norm = standards()[i];
    const auto& row = rows[i];
    EXPECT_EQ(norm.id, row.id);
    EXPECT_EQ(norm.measure, row.measure) << row.id;
    EXPECT_EQ(norm.clock, row.clock) << row.id;
    EXPECT_EQ(norm.certainty, row.certainty) << row.id;
    ASSERT_EQ(norm.limits.size(), row.limits.size()) << row.id;
    for (std::size_t l = 0; l < row.limits.size(); ++l) {
      EXPECT_EQ(norm.limits[l].area_class + norm.limits[l].applies_to, row.limits[l].of) << row.id;
      EXPECT_EQ(norm.limits[l].value, row.limits[l].value) << row.id;
      EXPECT_EQ(norm.limits[l].percentile.value_or(0), row.limits[l].percentile) << row.id;
    }
  }
}

TEST(Standards, EachHasTitlesInVietnameseAndEnglishAndASource) {
  for (const auto& norm : standards()) {
    EXPECT_FALSE(norm.title.at("vi").empty()) << norm.id;
    EXPECT_FALSE(norm.title.at("en").empty()) << norm.id;
    EXPECT_FALSE(norm.source.empty()) << norm.id;
    EXPECT_FALSE(norm.jurisdiction.empty()) << norm.id;
  }
  EXPECT_THAT(standard("ru-123-fz-76").title.at("ru"), HasSubstr("123-ФЗ"));
}

TEST(Standards, SayWhichClassesOfAreaTheyTellApart) {
  using testing::ElementsAre;
  EXPECT_THAT(area_classes(standard("vn-qcvn-01-2021")), ElementsAre("urban centre", "elsewhere"));
  EXPECT_THAT(area_classes(standard("ru-123-fz-76")), ElementsAre("urban", "rural"));
  EXPECT_THAT(area_classes(standard("us-nfpa-1720")), ElementsAre("urban", "suburban", "rural"));
  for (const auto* id : {"vn-qcxdvn-01-2008", "us-nfpa-1710", "de-by-hilfsfrist", "de-agbf"})
    EXPECT_THAT(area_classes(standard(id)), testing::IsEmpty()) << id;
}

TEST(Standards, APlaceCountsForItsOwnClassOrTheNextDenserOne) {
  using layers::AreaClass;
  const auto counts_for = [](const char* id) {
    std::vector<std::string> found;
    const auto classes = area_classes(standard(id));
    for (const auto place :
         {AreaClass::urban_centre, AreaClass::urban, AreaClass::suburban, AreaClass::rural})
      found.push_back(classes[class_for(place, classes)]);
    return found;
  };
  using testing::ElementsAre;
  EXPECT_THAT(counts_for("vn-qcvn-01-2021"),
              ElementsAre("urban centre", "urban centre", "elsewhere", "elsewhere"));
  EXPECT_THAT(counts_for("ru-123-fz-76"), ElementsAre("urban", "urban", "urban", "rural"));
  EXPECT_THAT(counts_for("us-nfpa-1720"), ElementsAre("urban", "urban", "suburban", "rural"));
}

TEST(Standards, TheCrewsOfVolunteersAreThere) {
  EXPECT_EQ(standard("us-nfpa-1720").staffing,
            "urban 15, suburban 10, rural 6, remote 4 (no time limit, 90 %)");
}

TEST(Standards, WhatIsNotVerifiedIsSaid) {
  EXPECT_EQ(standard("vn-qcvn-01-2021").note.at("en"),
            "The document is verified; its clause with the 3 and 5 km is not.");
  EXPECT_THAT(standard("us-nfpa-1710").note.at("en"), HasSubstr("secondary source"));
}

TEST(Standards, UnknownOnesAreNamedWithThoseThatThereAre) {
  EXPECT_EQ(error_of([] { standard("vn-qcvn-01-2012"); }),
            "standard \"vn-qcvn-01-2012\": there is none; use one of vn-qcvn-01-2021, "
            "vn-qcxdvn-01-2008, vn-tcvn-2622-hydrant, ru-123-fz-76, us-nfpa-1710, us-nfpa-1720, "
            "de-by-hilfsfrist, de-agbf");
}

TEST(Standards, CoverageIsOfferedOnlyThoseThatItTakes) {
  EXPECT_EQ(error_of([] { layers::coverage_standard("moon"); }),
            "standard \"moon\": there is none; use one of vn-qcvn-01-2021, vn-qcxdvn-01-2008, "
            "ru-123-fz-76, us-nfpa-1710, us-nfpa-1720, de-by-hilfsfrist, de-agbf");
}

/// A whole norm with one text replaced.
std::string norm_with(std::string_view from, std::string_view to) {
  std::string text = R"([{"id": "x", "title": {"vi": "a", "en": "b"}, "jurisdiction": "y",
    "measure": "time", "clock": "call", "limits": [{"value": 600}, {"value": 700}],
    "source": "z", "certainty": "verified"}])";
  return text.replace(text.find(from), from.size(), to);
}

TEST(ParseStandards, TakesAWholeNorm) {
  EXPECT_EQ(parse_standards(norm_with("", "")).front().id, "x");
}

TEST(ParseStandards, RefusesWhatIsNotAsItMustBe) {
  const std::vector<std::pair<std::string, std::string>> refused{
      {"[{]",
       "standards: is not JSON at line 1, column 3: unexpected ']'; expected string literal"},
      {"{}", "standards: must be a list of norms […]"},
      {"[3]", "standard 1: is 3; it must be an object {…}"},
      {norm_with("\"source\"", "\"sources\""),
       "standard 1: unknown key \"sources\"; did you mean \"source\"?"},
      {norm_with("\"id\": \"x\",", ""), "standard 1: \"id\" is missing; every standard needs one"},
      {norm_with("\"z\"", "\"\""), "standard \"x\": \"source\" is empty; every standard needs one"},
      {norm_with("\"time\"", "\"speed\""),
       "standard \"x\": \"measure\" is \"speed\"; it must be one of time, radius, spacing"},
      {norm_with(", \"en\": \"b\"", ""),
       "standard \"x\": \"title\": \"en\" is missing; every title needs one"},
      {norm_with("\"b\"", "7"), "standard \"x\": \"title\": \"en\" is 7; it must be a text"},
      {norm_with("600", "-1"),
       "standard \"x\": \"limits\" 1: \"value\" is -1; it must be a number from 0.1 to 100000"},
      {norm_with("600", "\"10 min\""), "standard \"x\": \"limits\" 1: \"value\" is \"10 min\"; it "
                                       "must be a number from 0.1 to 100000"},
      {norm_with("{\"value\": 700}", "{\"value\": 700, \"percentile\": 101}"),
       "standard \"x\": \"limits\" 2: \"percentile\" is 101; it must be a number from 0.1 to 100"},
      {norm_with("{\"value\": 700}", "{}"),
       "standard \"x\": \"limits\" 2: \"value\" is missing; every limit needs one"},
      {norm_with("{\"value\": 700}", "{\"value\": 700, \"area_class\": \"town\"}"),
       "standard \"x\": \"limits\" 2: \"area_class\" is \"town\"; it must be one of urban centre, "
       "urban, suburban, rural, elsewhere"},
      {norm_with("600", "800"), "standard \"x\": \"limits\" must begin with the strictest"},
      {norm_with("[{\"value\": 600}, {\"value\": 700}]", "[]"),
       "standard \"x\": \"limits\" is missing or empty; list at least one"},
      {norm_with("\"clock\": \"call\",", ""),
       "standard \"x\": \"clock\" says when a time starts to run: it is missing"},
      {norm_with("\"time\"", "\"radius\""),
       "standard \"x\": \"clock\" says when a time starts to run: this is not one"},
  };
  for (const auto& [text, message] : refused)
    EXPECT_EQ(error_of([&refusal = text] { parse_standards(refusal); }), message);
}

TEST(ParseStandards, RefusesAnIdThatIsThereTwice) {
  auto text = norm_with("", "");
  text.insert(text.size() - 1, "," + text.substr(1, text.size() - 2));
  EXPECT_EQ(error_of([&] { parse_standards(text); }), "standard \"x\": is there twice");
}

} // namespace
