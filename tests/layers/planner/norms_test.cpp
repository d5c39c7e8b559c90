// What norms say of people in towns and in the country, over maps small enough to work out by hand.
// Streets are driven at 36 km/h: 1 km takes 100 s.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Question;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

/// A road of 20 km with a station at its western end and people at 3, 9 and 15 km: at 300, 900 and
/// 1500 s.
MapSketch long_road() {
  MapSketch sketch;
  sketch.road({{0, 0}, {20'000, 0}}, street);
  sketch.station({0, 0});
  sketch.people({3000, 0}, 10);
  sketch.people({9000, 0}, 20);
  sketch.people({15'000, 0}, 30);
  return sketch;
}

/// All between two distances along the road.
void add_ward(MapSketch& sketch, double from_m, double to_m, const char* area_class) {
  sketch.ward(from_m, -500, to_m, 500, fmt::format(R"("name":"W","town":"{}")", area_class));
}

/// With a change of the configuration of one layer.
template <typename Change>
layers::Map with_config(const MapSketch& sketch, const std::string& id, Change change) {
  auto all = sketch.layers();
  for (auto& layer : all)
    if (layer->config.id == id) {
      auto copy = std::make_shared<layers::Layer>(*layer);
      change(copy->config);
      layer = copy;
    }
  return map_of(all);
}

/// The attribute "town" of wards tells their class.
layers::Map told_by_wards(const MapSketch& sketch) {
  return with_config(sketch, "wards",
                     [](layers::LayerConfig& wards) { wards.fields["area_class"] = "town"; });
}

json standard_of(const layers::Map& map, const std::string& id) {
  return asked(Question::coverage, {{"standard", id}, {"gaps", "0"}},
               map)["summary"]["asked"]["standard"];
}

std::vector<json> values_of(const json& standard, const char* key) {
  std::vector<json> values;
  for (const auto& limit : standard["limits"])
    values.push_back(limit.at(key));
  return values;
}

/// What an answer warns of that has to do with the norm.
std::vector<std::string> norm_warnings(const layers::Map& map, const std::string& id) {
  std::vector<std::string> found;
  const auto answer = asked(Question::coverage, {{"standard", id}}, map);
  for (const auto& warning : answer["warnings"])
    if (warning.get<std::string>().starts_with("standard"))
      found.push_back(warning);
  return found;
}

TEST(Norms, AreJudgedForEachClassOfAreaByAnAttributeOfWards) {
  auto sketch = long_road();
  add_ward(sketch, -100, 5000, "Phường"); // 10 people, reached in 300 s
  add_ward(sketch, 5000, 20'100, "Xã");   // 20 in 900 s, 30 in 1500 s
  const auto map = told_by_wards(sketch);
  const auto standard = standard_of(map, "ru-123-fz-76"); // 600 s in towns, 1200 s in the country
  EXPECT_THAT(values_of(standard, "area_class"), ElementsAre("urban", "rural"));
  EXPECT_THAT(values_of(standard, "limit_s"), ElementsAre(600, 1200));
  EXPECT_THAT(values_of(standard, "people"), ElementsAre(10, 50));
  EXPECT_THAT(values_of(standard, "share"), ElementsAre(1, 20.0 / 50));
  EXPECT_THAT(values_of(standard, "is_met"), ElementsAre(true, false));
  EXPECT_THAT(values_of(standard, "required_share"), ElementsAre(nullptr, nullptr));
  EXPECT_EQ(standard["area_classes_by"], "wards");
  EXPECT_EQ(standard["people_without_class"], 0);
  EXPECT_THAT(norm_warnings(map, "ru-123-fz-76"), testing::IsEmpty());
}

TEST(Norms, SayTheirNameTheirSourceAndHowSureItIs) {
  const auto standard = standard_of(model_of(long_road()), "vn-qcvn-01-2021");
  EXPECT_EQ(standard["id"], "vn-qcvn-01-2021");
  EXPECT_THAT(standard["title"]["vi"], HasSubstr("QCVN 01:2021/BXD"));
  EXPECT_EQ(standard["source"], "QCVN 01:2021/BXD, in force since 5 July 2021");
  EXPECT_EQ(standard["certainty"], "unverified");
  EXPECT_THAT(standard["note"]["en"], HasSubstr("3 and 5 km is not"));
}

TEST(Norms, WhereNothingTellsClassesApartEachLimitIsMeasuredForAllAndSaidToBe) {
  const auto map = model_of(long_road());
  const auto standard = standard_of(map, "ru-123-fz-76");
  EXPECT_THAT(values_of(standard, "people"), ElementsAre(60, 60));
  EXPECT_THAT(values_of(standard, "share"), ElementsAre(0.1667, 0.5)); // 10 and 30 of 60
  EXPECT_THAT(values_of(standard, "is_met"), ElementsAre(nullptr, nullptr));
  EXPECT_THAT(values_of(standard, "why"),
              testing::Each("nothing tells who lives in this class of area"));
  const auto warnings = norm_warnings(map, "ru-123-fz-76");
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], HasSubstr("differ by class of area (urban, rural), and nothing tells"));
  EXPECT_THAT(warnings[0], HasSubstr("fields.area_class"));
}

TEST(Norms, WhereEverybodyIsReachedItDoesNotMatterWhoLivesInTowns) {
  MapSketch sketch;
  sketch.road({{0, 0}, {20'000, 0}}, street);
  sketch.station({0, 0});
  sketch.people({9000, 0}, 20); // 900 s
  const auto standard = standard_of(model_of(sketch), "ru-123-fz-76");
  EXPECT_THAT(values_of(standard, "is_met"), ElementsAre(nullptr, true));
}

TEST(Norms, OutsideOfAreasThatAreAllUrbanItIsRural) {
  auto sketch = long_road();
  sketch.ward(-100, -500, 10'000, 500); // 10 people in 300 s, 20 in 900 s
  const auto map = with_config(
      sketch, "wards", [](layers::LayerConfig& wards) { wards.constants["area_class"] = "urban"; });
  const auto standard = standard_of(map, "ru-123-fz-76");
  EXPECT_THAT(values_of(standard, "people"), ElementsAre(30, 30));
  EXPECT_THAT(values_of(standard, "share"), ElementsAre(0.3333, 0));
  EXPECT_THAT(values_of(standard, "is_met"), ElementsAre(false, false));
  EXPECT_EQ(standard["people_without_class"], 0);
  // Of three classes it may be either of the others.
  EXPECT_EQ(standard_of(map, "us-nfpa-1720")["people_without_class"], 30);
}

TEST(Norms, WhoseClassIsNotKnownMayDecideAndIsCounted) {
  auto sketch = long_road();
  add_ward(sketch, -100, 5000, "urban");     // 10 people, reached within 600 s
  add_ward(sketch, 5000, 10'000, "?");       // 20, not within 600 s, but within 1200 s
  add_ward(sketch, 10'000, 20'100, "rural"); // 30, not within 1200 s
  const auto map = told_by_wards(sketch);
  const auto standard = standard_of(map, "ru-123-fz-76");
  EXPECT_THAT(values_of(standard, "people"), ElementsAre(10, 30));
  EXPECT_THAT(values_of(standard, "share"), ElementsAre(1, 0));
  // Were the 20 urban, the town's limit would not be met; the country's is not in any case.
  EXPECT_THAT(values_of(standard, "is_met"), ElementsAre(nullptr, false));
  EXPECT_EQ(standard["limits"][0]["why"],
            "it depends on 20.0 people whose class of area is not known");
  EXPECT_EQ(standard["people_without_class"], 20);
  EXPECT_THAT(
      norm_warnings(map, "ru-123-fz-76"),
      ElementsAre(HasSubstr(R"(of 20.0 of 60.0 people layer "wards" does not tell the class)")));
}

TEST(Norms, PeopleMaySayThemselvesWhereTheyLive) {
  auto sketch = long_road();
  add_ward(sketch, -100, 20'100, "rural"); // which would say something else
  const auto map = with_config(sketch, "people", [](layers::LayerConfig& people) {
    people.constants["area_class"] = "urban";
  });
  const auto standard = standard_of(map, "ru-123-fz-76");
  EXPECT_THAT(values_of(standard, "people"), ElementsAre(60, 0));
  EXPECT_THAT(values_of(standard, "share"), ElementsAre(0.1667, nullptr));
  EXPECT_THAT(values_of(standard, "is_met"), ElementsAre(false, nullptr));
  EXPECT_EQ(standard["limits"][1]["why"], "nobody lives there");
}

TEST(Norms, ARequiredShareIsEnough) {
  MapSketch sketch;
  sketch.road({{0, 0}, {20'000, 0}}, street);
  sketch.station({0, 0});
  sketch.people({2000, 0}, 9); // 200 s
  sketch.people({4000, 0}, 1); // 400 s
  // NFPA 1710: nine of ten within 240 s of the first engine, and within 480 s of the full alarm.
  const auto met = standard_of(model_of(sketch), "us-nfpa-1710");
  EXPECT_THAT(values_of(met, "applies_to"), ElementsAre("first engine", "full alarm"));
  EXPECT_THAT(values_of(met, "required_share"), ElementsAre(0.9, 0.9));
  EXPECT_THAT(values_of(met, "share"), ElementsAre(0.9, 1));
  EXPECT_THAT(values_of(met, "is_met"), ElementsAre(true, true));
  EXPECT_FALSE(met["limits"][0].contains("area_class"));
  sketch.people({4000, 0}, 0.1);
  EXPECT_THAT(values_of(standard_of(model_of(sketch), "us-nfpa-1710"), "is_met"),
              ElementsAre(false, true));
}

TEST(Norms, WhereAreasOverlapTheDenserClassCounts) {
  auto sketch = long_road();
  add_ward(sketch, -100, 20'100, "rural");
  add_ward(sketch, 8000, 10'000, "urban"); // a town in it, with 20 people at 9 km
  const auto standard = standard_of(told_by_wards(sketch), "vn-qcvn-01-2021");
  EXPECT_THAT(values_of(standard, "area_class"), ElementsAre("urban centre", "elsewhere"));
  EXPECT_THAT(values_of(standard, "people"), ElementsAre(20, 40));
}

TEST(Norms, ClassesAndWhoIsOfNoneAddUpToAll) {
  constexpr std::array classes{"urban", "suburban", "rural", "-"};
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::mt19937 random(seed);
    auto sketch = random_town(seed);
    for (int i = 0; i < 12; ++i) {
      const auto west = static_cast<double>(random() % 2400);
      const auto south = static_cast<double>(random() % 2400);
      sketch.ward(west, south, west + 500, south + 500,
                  fmt::format(R"("town":"{}")", classes.at(random() % 4)));
    }
    const auto map = told_by_wards(sketch);
    for (const auto* id : {"us-nfpa-1720", "ru-123-fz-76"}) {
      const auto summary =
          asked(Question::coverage, {{"standard", id}, {"gaps", "0"}}, map)["summary"]["asked"];
      double people = summary["standard"]["people_without_class"];
      for (const auto& limit : summary["standard"]["limits"])
        people += limit["people"].get<double>();
      EXPECT_NEAR(people, summary["total"], 0.3) << id << seed; // each is written to a tenth
    }
  }
}

} // namespace
