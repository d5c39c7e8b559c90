// What the commands print of an answer, over maps small enough to work out by hand.
#include <regex>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/commands/summary_text.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Params;
using layers::Question;
using testing::HasSubstr;
using testing::Not;

std::string printed(Question question, const Params& params, const layers::Map& map) {
  return server::summary_text(question,
                              layers::answer(layers::read_question(question, params), map));
}

/// Whether a line has these cells, whatever stands between them.
testing::AssertionResult has_line(const std::string& text, const std::vector<std::string>& cells) {
  std::string pattern = " *";
  for (const auto& cell : cells)
    pattern += (pattern.size() > 2 ? " {2,}" : "") +
               std::regex_replace(cell, std::regex(R"([.()+*?])"), R"(\$&)");
  const std::regex line("(^|\n)" + pattern + "\n");
  if (std::regex_search(text, line))
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "no line of " << pattern << " in\n" << text;
}

TEST(SummaryText, TellsARingFromAllThatIsWithinItsLimit) {
  const auto map = model_of(long_street());
  const Params params{{"limits_s", "60,120"}};
  const auto rings = asked(Question::response_areas, params, map)["summary"]["areas"];
  const double inner = rings[0]["area_km2"];
  const double outer = rings[1]["area_km2"];
  const auto text = printed(Question::response_areas, params, map);
  EXPECT_TRUE(has_line(text, {"state", "ring", "ring_km2", "within", "within_km2"}));
  EXPECT_TRUE(has_line(
      text, {"asked", "0 to 60 s", fmt::format("{}", inner), "60 s", fmt::format("{}", inner)}));
  EXPECT_EQ(rings[1]["from_s"], 60);
  EXPECT_NEAR(rings[1]["within_km2"], inner + outer, 0.0002);
  EXPECT_TRUE(has_line(text, {"asked", "60 to 120 s", fmt::format("{}", outer), "120 s",
                              rings[1]["within_km2"].dump()}));
  auto as_disks = params;
  as_disks.emplace_back("bands", "disks");
  const auto disks = asked(Question::response_areas, as_disks, map)["summary"]["areas"];
  EXPECT_EQ(disks[1]["from_s"], 0);
  EXPECT_EQ(disks[1]["within_km2"], disks[1]["area_km2"]);
  EXPECT_NEAR(disks[1]["within_km2"], rings[1]["within_km2"], 0.001);
}

TEST(SummaryText, OfCoverageCountsAllWithinEachLimit) {
  const auto text = printed(Question::coverage, {{"limits_s", "60,120"}}, model_of(long_street()));
  EXPECT_THAT(text, HasSubstr("asked: 1 stations\n"));
  EXPECT_TRUE(has_line(text, {"within", "covered", "uncovered", "share"}));
  EXPECT_TRUE(has_line(text, {"60 s", "30.0", "120.0", "0.2"}));
  EXPECT_TRUE(has_line(text, {"120 s", "60.0", "90.0", "0.4"}));
  EXPECT_THAT(text, Not(HasSubstr("areas:")));
}

TEST(SummaryText, HasTheLeastReachedAreasFirst) {
  auto sketch = long_street();
  sketch.ward(-100, -100, 750, 100, R"("name":"Tây")");   // 30 at 0 and 50 s
  sketch.ward(750, -100, 1250, 100, R"("name":"Giữa")");  // 30 at 100 s
  sketch.ward(1250, -100, 2100, 100, R"("name":"Đông")"); // 90 at 150 and 200 s
  const auto text =
      printed(Question::coverage, {{"limits_s", "60,120"}, {"area", "wards"}}, model_of(sketch));
  EXPECT_TRUE(has_line(text, {"area", "name", "people", "within 60 s", "within 120 s"}));
  EXPECT_TRUE(has_line(text, {"3", "Đông", "90.0", "0.0", "0.0"}));
  EXPECT_TRUE(has_line(text, {"2", "Giữa", "30.0", "0.0", "1.0"}));
  EXPECT_TRUE(has_line(text, {"1", "Tây", "30.0", "1.0", "1.0"}));
  EXPECT_LT(text.find("Đông"), text.find("Giữa"));
  EXPECT_LT(text.find("Giữa"), text.find("Tây"));
}

TEST(SummaryText, HasTwentyAreasAndTwentyGapsAtMost) {
  MapSketch sketch;
  sketch.road({{0, 0}, {100, 0}}, street);
  sketch.station({0, 0});
  for (int i = 1; i <= 25; ++i) {
    sketch.ward(1000.0 * i, 0, 1000.0 * i + 900, 900, fmt::format(R"("name":"Xã {:02}")", i));
    sketch.people({1000.0 * i + 500, 500}, i);
  }
  const auto text =
      printed(Question::coverage, {{"limits_s", "60"}, {"area", "wards"}, {"gaps", "22"}},
              model_of(sketch));
  EXPECT_THAT(text, HasSubstr("areas: 25,"));
  EXPECT_TRUE(has_line(text, {"and 5 more"}));
  EXPECT_TRUE(has_line(text, {"1", "25", "Xã 25", "25.0", "1", "-"})) << "the gap of most people";
  EXPECT_TRUE(has_line(text, {"and 2 more"})) << "of the 22 that were asked for";
}

TEST(SummaryText, HasTheNormsVerdicts) {
  MapSketch sketch;
  sketch.road({{0, 0}, {20'000, 0}}, street);
  sketch.station({0, 0});
  sketch.people({9000, 0}, 20); // 900 s: within 20 minutes, not within 10
  const auto text = printed(Question::coverage, {{"standard", "ru-123-fz-76"}}, model_of(sketch));
  EXPECT_THAT(text, HasSubstr("standard ru-123-fz-76: Luật Liên bang Nga 123-FZ, điều 76: thời "
                              "gian đến của đơn vị đầu tiên / Russian Federal Law 123-FZ, article "
                              "76: arrival of the first unit\n"));
  EXPECT_THAT(text, HasSubstr("source: Federal Law 123-FZ of 22 July 2008, article 76 "
                              "(verified)\n"));
  EXPECT_TRUE(has_line(text, {"within", "for", "required", "share", "people", "uncovered", "met"}));
  EXPECT_TRUE(has_line(text, {"600 s", "urban", "everybody", "0.0", "20.0", "20.0",
                              "not known: nothing tells who lives in this class of area"}));
  EXPECT_TRUE(has_line(text, {"1200 s", "rural", "everybody", "1.0", "20.0", "0.0", "yes"}));
}

} // namespace
