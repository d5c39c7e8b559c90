#include "styles/style.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "tests/support/test_files.hpp"

namespace {

using Json = nlohmann::json;

Json look() {
  return {{"title", {{"vi", "Cháy"}, {"en", "Fire"}}},
          {"light", {{"fill", "#AA0011"}, {"fill_opacity", 0.5}}},
          {"dark", Json::object()}};
}

/// A style with one entry for the value 1.
Json small_style() {
  auto entry = look();
  entry["values"] = {1};
  return {{"property", "severity"}, {"entries", {entry}}, {"other", look()}};
}

/// What parse_style says about a document, or "" when it is right.
std::string complaint(const std::string& text) {
  try {
    styles::parse_style("my.json", text);
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::invalid_input);
    return error.what();
  }
  return "";
}

/// The same for the small style with one place in it replaced.
std::string complaint_with(const char* pointer, const Json& value) {
  auto style = small_style();
  style[Json::json_pointer(pointer)] = value;
  return complaint(style.dump());
}

/// Relative luminance of "#rrggbb" (WCAG 2.1, "relative luminance").
double luminance(const std::string& colour) {
  const double weights[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double c = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    sum += weights[i] * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

Json document(const char* name) {
  return Json::parse(styles::load_style(name).json);
}

TEST(Style, EveryKindHasOne) {
  for (const auto* kind : {"hazard", "station", "incident", "road", "demand", "area", "reference"})
    EXPECT_EQ(styles::load_style(kind).file, std::string(kind) + ".json");
}

TEST(Style, HazardsHaveFiveLevelsEachWithItsOwnPattern) {
  std::set<int> levels;
  std::set<std::string> patterns;
  const auto style = document("hazard");
  for (const auto& entry : style.at("entries")) {
    levels.insert(entry.at("values").at(0).get<int>());
    patterns.insert(entry.at("fill_pattern").get<std::string>());
  }
  EXPECT_EQ(levels, (std::set{1, 2, 3, 4, 5}));
  EXPECT_EQ(patterns.size(), 5U);
}

TEST(Style, IncidentTypesDifferInShapeAsWellAsColour) {
  const auto style = document("incident");
  std::set<std::string> shapes{style.at("other").at("symbol")};
  for (const auto& entry : style.at("entries"))
    shapes.insert(entry.at("symbol").get<std::string>());
  EXPECT_EQ(shapes.size(), style.at("entries").size() + 1);
}

TEST(Style, LabelsContrastWithTheirHalo) {
  for (const auto* name : {"area", "station", "reference"}) {
    for (const auto* theme : {"light", "dark"}) {
      const auto colours = document(name).at("label").at(theme);
      const double a = luminance(colours.at("text"));
      const double b = luminance(colours.at("halo"));
      // WCAG 2.1, 1.4.3: at least 4.5 to 1 for text
      EXPECT_GE((std::max(a, b) + 0.05) / (std::min(a, b) + 0.05), 4.5) << name << " " << theme;
    }
  }
}

TEST(Style, MayHaveComments) {
  EXPECT_EQ(complaint("// mine\n" + small_style().dump()), "");
}

TEST(Style, IsReadFromAPathThatEndsWithJson) {
  const auto path = std::filesystem::path(testing::TempDir()) / "own-style.json";
  std::ofstream(path) << small_style().dump();
  const auto style = styles::load_style(path.string());
  EXPECT_EQ(style.property, "severity");
  EXPECT_EQ(Json::parse(style.json), small_style());
  std::filesystem::remove(path);
}

TEST(Style, UnknownNameIsRefusedWithTheKnownOnes) {
  try {
    styles::load_style("flod");
    FAIL();
  } catch (const geo::Error& error) {
    EXPECT_STREQ(error.what(), "style \"flod\": no such style; use one of area, coverage, demand, "
                               "first-due, hazard, hydrant, incident, reference, response, road, "
                               "station, or the path of a .json file");
  }
}

TEST(Style, MissingFileIsNamed) {
  try {
    styles::load_style("/nowhere/own.json");
    FAIL();
  } catch (const geo::Error& error) {
    EXPECT_EQ(error.kind(), geo::ErrorKind::not_found);
    EXPECT_STREQ(error.what(), "/nowhere/own.json: no such file; name a style of the program or a "
                               ".json file");
  }
}

styles::StyleClass band(int number) {
  const auto text = std::to_string(number);
  return {"band-" + text, {{"vi", "dải " + text}, {"en", "band " + text}}};
}

/// The style for bands 1 to `count`, and what is lost.
Json with_bands(const char* name, int count) {
  std::vector<styles::StyleClass> classes{{"lost", {{"vi", "mất"}, {"en", "lost"}}}};
  for (int i = 1; i <= count; ++i)
    classes.push_back(band(i));
  const auto style = styles::with_classes(styles::load_style(name), classes);
  EXPECT_EQ(style.property, "class");
  EXPECT_EQ(complaint(style.json), ""); // it is a style like any other
  return Json::parse(style.json);
}

TEST(StyleClasses, HaveAnEntryEachInTheirOrderWithTheirTitles) {
  const auto entries = with_bands("response", 2).at("entries");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].at("values"), Json({"lost"}));
  EXPECT_EQ(entries[0].at("title").at("vi"), "mất");
  EXPECT_EQ(entries[2].at("values"), Json({"band-2"}));
  EXPECT_EQ(entries[2].at("title").at("en"), "band 2");
}

TEST(StyleClasses, LookAsTheirEntriesInTheStyle) {
  auto made = with_bands("response", 3).at("entries");
  const auto own = document("response").at("entries");
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(made[i + 1].at("light"), own[i].at("light"));
  EXPECT_EQ(made[0].at("fill_pattern"), "lines");
}

TEST(StyleClasses, MoreThanTheStyleHasDifferAllTheSame) {
  for (const auto* name : {"response", "first-due", "hazard"}) // of bands 8, none, none
    for (const auto* theme : {"light", "dark"}) {
      std::set<std::string> fills;
      const auto style = with_bands(name, 20);
      for (const auto& entry : style.at("entries"))
        fills.insert(entry.at(theme).at("fill").get<std::string>());
      EXPECT_EQ(fills.size(), 21U) << name << " " << theme;
    }
}

TEST(StyleClasses, ColoursLieBetweenThoseOfTheStyle) {
  auto style = small_style();
  for (const auto* colour : {"#000000", "#ff8001"}) {
    auto entry = look();
    entry["values"] = {"band-" + std::to_string(style["entries"].size())};
    entry["light"]["fill"] = colour;
    style["entries"].push_back(entry);
  }
  const auto made = styles::with_classes(styles::parse_style("my.json", style.dump()),
                                         std::vector{band(1), band(2), band(3)});
  const auto entries = Json::parse(made.json).at("entries");
  EXPECT_EQ(entries[0].at("light").at("fill"), "#000000");
  EXPECT_EQ(entries[1].at("light").at("fill"), "#804001"); // halves, rounded up
  EXPECT_EQ(entries[2].at("light").at("fill"), "#ff8001");
}

TEST(StyleClasses, WithoutAnEntryTheyLookLikeOther) {
  const styles::StyleClass odd{"odd", {{"vi", "lạ"}, {"en", "odd"}}};
  const auto made = styles::with_classes(styles::load_style("coverage"), std::span(&odd, 1));
  const auto entry = Json::parse(made.json).at("entries").at(0);
  EXPECT_EQ(entry.at("light"), document("coverage").at("other").at("light"));
  EXPECT_EQ(entry.at("title").at("en"), "odd");
}

TEST(StyleCheck, TheExampleOfTheDocumentationIsRight) {
  std::ifstream file(support::source_file("docs/styles.md"));
  const std::string page(std::istreambuf_iterator<char>(file), {});
  const std::string fence = "```jsonc\n";
  const auto start = page.find(fence);
  ASSERT_NE(start, std::string::npos);
  const auto example = page.substr(start + fence.size());
  EXPECT_EQ(complaint(example.substr(0, example.find("```"))), "");
}

TEST(StyleCheck, NotJson) {
  // the ] is where an object's key or end had to stand
  EXPECT_TRUE(complaint("{\n ]").starts_with("style my.json: is not JSON at line 2, column 2: "));
}

TEST(StyleCheck, NotAnObject) {
  EXPECT_EQ(complaint("7"), "style my.json: is 7; it must be an object {…}");
}

TEST(StyleCheck, UnknownKey) {
  EXPECT_EQ(complaint_with("/entries/0/light/fil", "#000000"),
            "style my.json: \"entries\" 1: \"light\": unknown key \"fil\"; did you mean \"fill\"?");
  EXPECT_EQ(complaint_with("/propert", "severity"),
            "style my.json: unknown key \"propert\"; did you mean \"property\"?");
}

TEST(StyleCheck, MissingKey) {
  auto style = small_style();
  style["other"].erase("dark");
  EXPECT_EQ(complaint(style.dump()),
            "style my.json: \"other\": \"dark\" is missing; every look needs one");
  style.erase("other");
  EXPECT_EQ(complaint(style.dump()), "style my.json: \"other\" is missing; every style needs one");
}

TEST(StyleCheck, MissingLanguage) {
  EXPECT_EQ(complaint_with("/other/title", {{"en", "Fire"}}),
            "style my.json: \"other\": \"title\": \"vi\" is missing; every title needs one");
}

TEST(StyleCheck, Colour) {
  for (const auto* colour : {"#12345", "red", "#12345g", "1234567"})
    EXPECT_EQ(complaint_with("/other/light/fill", colour),
              "style my.json: \"other\": \"light\": \"fill\" is \"" + std::string(colour) +
                  "\"; it must be a colour #rrggbb");
  EXPECT_EQ(complaint_with("/other/light/fill", 12),
            "style my.json: \"other\": \"light\": \"fill\" is 12; it must be a colour #rrggbb");
}

TEST(StyleCheck, Opacity) {
  EXPECT_EQ(
      complaint_with("/other/light/fill_opacity", 45),
      "style my.json: \"other\": \"light\": \"fill_opacity\" is 45; it must be a number from 0 to "
      "1");
}

TEST(StyleCheck, PatternSymbolAndGlyph) {
  EXPECT_EQ(complaint_with("/other/fill_pattern", "stripes"),
            "style my.json: \"other\": \"fill_pattern\" is \"stripes\"; it must be one of none, "
            "dots, dashes, lines, lines_back, cross, grid, zigzag");
  EXPECT_EQ(complaint_with("/other/symbol", "star"),
            "style my.json: \"other\": \"symbol\" is \"star\"; it must be one of circle, square, "
            "triangle, diamond, hexagon, cross, drop, tree, house, flame");
  EXPECT_EQ(complaint_with("/other/glyph", 1),
            "style my.json: \"other\": \"glyph\" is 1; it must be one of none, dot, flame, waves, "
            "exclamation, flask, slope, hydrant");
}

TEST(StyleCheck, PixelsByZoom) {
  const std::string place = "style my.json: \"other\": \"size_px\" ";
  const std::string pair = "; it must be a pair [zoom, pixels], of 0 to 24 and 0 to 100";
  EXPECT_EQ(complaint_with("/other/size_px", {{8, 5}, {14, 12}}), "");
  EXPECT_EQ(complaint_with("/other/size_px", "5"),
            place + "is \"5\"; it must be a number from 0 to 100");
  EXPECT_EQ(complaint_with("/other/size_px", Json::array()),
            place + "is []; it must hold pairs [zoom, pixels]");
  EXPECT_EQ(complaint_with("/other/size_px", {8, 5}), place + "1: is 8" + pair);
  EXPECT_EQ(complaint_with("/other/size_px", {{8, 5}, {8, 6}}),
            place + "2: is [8,6]; it must rise above zoom 8");
  EXPECT_EQ(complaint_with("/other/size_px", {{25, 5}, {26, 6}}), place + "1: is [25,5]" + pair);
  EXPECT_EQ(complaint_with("/other/size_px", {{8, 101}, {9, 6}}), place + "1: is [8,101]" + pair);
}

TEST(StyleCheck, Dash) {
  const std::string wanted = "; it must be a list of pixels [on, off, …] from 0 to 100";
  EXPECT_EQ(complaint_with("/other/dash", 4), "style my.json: \"other\": \"dash\" is 4" + wanted);
  EXPECT_EQ(complaint_with("/other/dash", {4, -1}),
            "style my.json: \"other\": \"dash\" is [4,-1]" + wanted);
}

TEST(StyleCheck, Values) {
  const std::string wanted = "; it must be a list of texts and numbers [1, \"one\", …]";
  EXPECT_EQ(complaint_with("/entries/0/values", 1),
            "style my.json: \"entries\" 1: \"values\" is 1" + wanted);
  EXPECT_EQ(complaint_with("/entries/0/values", {true}),
            "style my.json: \"entries\" 1: \"values\" is [true]" + wanted);
  auto twice = small_style();
  twice["entries"].push_back(twice["entries"][0]);
  EXPECT_EQ(
      complaint(twice.dump()),
      "style my.json: \"entries\" 2: \"values\": 1 stands in \"entries\" 1 already; leave one");
}

TEST(StyleCheck, EntriesAndText) {
  EXPECT_EQ(complaint_with("/entries", "none"),
            "style my.json: \"entries\" is \"none\"; it must be a list");
  EXPECT_EQ(complaint_with("/property", ""),
            "style my.json: \"property\" is empty; name a role, or leave it out");
}

TEST(StyleCheck, LongValuesAreCut) {
  EXPECT_EQ(complaint_with("/other/light/fill", std::string(100, 'x')),
            "style my.json: \"other\": \"light\": \"fill\" is \"" + std::string(59, 'x') +
                "…; it must be a colour #rrggbb");
}

TEST(StyleCheck, AKeyThatStandsTwiceIsAMistake) {
  EXPECT_EQ(complaint(R"({"property": "a", "property": "b"})"),
            "style my.json: key \"property\" stands twice in one object; leave one");
}

TEST(Style, MayBeginWithAByteOrderMark) {
  const auto path = std::filesystem::path(testing::TempDir()) / "marked-style.json";
  std::ofstream(path) << "\xEF\xBB\xBF" << small_style().dump();
  EXPECT_EQ(styles::load_style(path.string()).property, "severity");
  std::filesystem::remove(path);
}

TEST(Legend, RolesBecomeTheLayersAttributes) {
  const auto style = styles::parse_style("my.json", small_style().dump());
  const auto legend = Json::parse(
      styles::legend_json(style, {.layer = "flood",
                                  .kind = "hazard",
                                  .titles = {{"vi", "Ngập lụt"}, {"en", "Flood"}},
                                  .fields = {{"severity", "cap_do"}, {"name_vi", "ten"}},
                                  .values = {},
                                  .constant = "",
                                  .geometry_types = {"polygon"}}));
  EXPECT_EQ(legend, (Json{{"layer", "flood"},
                          {"kind", "hazard"},
                          {"titles", {{"vi", "Ngập lụt"}, {"en", "Flood"}}},
                          {"geometry_types", {"polygon"}},
                          {"property", "cap_do"},
                          {"name_property", "ten"},
                          {"entries", small_style().at("entries")},
                          {"other", small_style().at("other")}}));
}

TEST(Legend, ValuesThatMeanWhatAnEntryNamesStandBesideItsOwn) {
  const auto style = styles::load_style("hazard");
  const auto legend =
      Json::parse(styles::legend_json(style, {.layer = "flood",
                                              .kind = "hazard",
                                              .titles = {},
                                              .fields = {{"severity", "KRB"}},
                                              .values = {{"5", {"KRB III", "V"}}, {"9", {"X"}}},
                                              .constant = "",
                                              .geometry_types = {}}));
  EXPECT_EQ(legend.at("entries")[4].at("values"), (Json{5, "KRB III", "V"}));
  EXPECT_EQ(legend.at("entries")[0].at("values"), Json{1});
}

TEST(Legend, WhereAllHaveOneValueItsEntryIsTheOther) {
  const auto style = styles::load_style("hazard");
  const auto legend = Json::parse(styles::legend_json(style, {.layer = "flood",
                                                              .kind = "hazard",
                                                              .titles = {},
                                                              .fields = {},
                                                              .values = {},
                                                              .constant = "3",
                                                              .geometry_types = {}}));
  EXPECT_TRUE(legend.at("entries").empty());
  EXPECT_EQ(legend.at("other").at("title").at("en"), "Level 3 – Large");
  EXPECT_FALSE(legend.at("other").contains("values"));
}

TEST(Legend, WithoutTheAttributeEveryFeatureIsOther) {
  const auto style = styles::parse_style("my.json", small_style().dump());
  const auto legend = Json::parse(styles::legend_json(style, {.layer = "flood",
                                                              .kind = "hazard",
                                                              .titles = {},
                                                              .fields = {},
                                                              .values = {},
                                                              .constant = "",
                                                              .geometry_types = {}}));
  EXPECT_TRUE(legend.at("property").is_null());
  EXPECT_TRUE(legend.at("entries").empty());
  EXPECT_EQ(legend.at("other"), look());
}

} // namespace
