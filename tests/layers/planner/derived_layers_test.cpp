// What the classes of layers that are computed say: the parameters, nothing else.
#include "layers/planner/derived_layers.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/planner_sketch.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using namespace support;
using layers::Kind;
using layers::Params;
using testing::ElementsAre;
using testing::Pair;

std::shared_ptr<const layers::Layer> derived(Kind kind, const Params& params,
                                             const MapSketch& sketch = long_street()) {
  layers::LayerConfig config;
  config.id = "derived";
  config.kind = kind;
  config.request = layers::read_question(kind == Kind::coverage ? layers::Question::coverage
                                                                : layers::Question::response_areas,
                                         params);
  return layers::derive_layer(config, model_of(sketch), nullptr);
}

using Said = std::vector<std::pair<std::string, std::string>>; ///< class, title

Said said(const layers::Layer& layer, const std::string& language) {
  Said all;
  for (const auto& [value, title] : layer.classes)
    all.emplace_back(value, title.at(language));
  return all;
}
Said in_english(Kind kind, const Params& params, const MapSketch& sketch = long_street()) {
  return said(*derived(kind, params, sketch), "en");
}
Said in_vietnamese(Kind kind, const Params& params) {
  return said(*derived(kind, params), "vi");
}

TEST(DerivedLayers, BandsSayTheirLimitsTheNearestAbove) {
  EXPECT_THAT(in_english(Kind::response, {{"limits_s", "90,240"}}),
              ElementsAre(Pair("band-2", "Reached in 1.5 to 4 minutes"),
                          Pair("band-1", "Reached within 1.5 minutes")));
  EXPECT_THAT(in_vietnamese(Kind::response, {{"limits_s", "90,240"}}),
              ElementsAre(Pair("band-2", "Đến trong 1,5 đến 4 phút"),
                          Pair("band-1", "Đến trong 1,5 phút")));
  EXPECT_THAT(in_english(Kind::response, {{"limits_s", "90,240"}, {"bands", "disks"}}),
              ElementsAre(Pair("band-2", "Reached within 4 minutes"),
                          Pair("band-1", "Reached within 1.5 minutes")));
}

TEST(DerivedLayers, WithoutLimitsThoseThatAreTakenAreSaid) {
  EXPECT_THAT(in_english(Kind::response, {}),
              ElementsAre(Pair("band-3", "Reached in 8 to 10 minutes"),
                          Pair("band-2", "Reached in 4 to 8 minutes"),
                          Pair("band-1", "Reached within 4 minutes")));
}

TEST(DerivedLayers, StationsByThemselvesAndFirstDue) {
  EXPECT_THAT(in_english(Kind::response, {{"limits_s", "480"}, {"split", "station"}}),
              ElementsAre(Pair("band-1", "Reached by one station within 8 minutes")));
  const auto first = in_english(Kind::response, {{"limits_s", "240,480"}, {"split", "first-due"}});
  ASSERT_EQ(first.size(), 8U);
  EXPECT_EQ(first[7], std::pair(std::string("station-8"),
                                std::string("First-due station, within 8 minutes")));
}

TEST(DerivedLayers, MessagesNameTheLayerAndTheKey) {
  EXPECT_EQ(error_of([] {
              derived(Kind::coverage, {{"demand", "houses"}});
            }),
            "layer \"derived\": \"demand\": no layer \"houses\" is served");
  const auto layer = derived(Kind::response, {{"limits_s", "4,8"}});
  const auto& problems = layer->report.problems;
  ASSERT_THAT(problems, testing::SizeIs(1));
  EXPECT_EQ(problems[0].what, "\"limits_s\": 4,8 is in seconds; did you mean 240,480?");
}

TEST(DerivedLayers, TheWayToTheStation) {
  EXPECT_THAT(in_english(Kind::response, {{"limits_s", "240"}, {"direction", "inbound"}}),
              ElementsAre(Pair("band-1", "A station is reached within 4 minutes")));
  EXPECT_THAT(in_english(Kind::coverage, {{"limits_s", "90"}, {"direction", "inbound"}}),
              ElementsAre(Pair("gap", "People more than 1.5 minutes from every station")));
}

TEST(DerivedLayers, OnlyWhatAChangeCanDoIsSaid) {
  auto sketch = long_street();
  sketch.zone(900, -50, 1200, 50, R"("severity":3,"type":"river")");
  const auto lost = Pair("lost", "No longer reached within 2 minutes");
  const auto gained = Pair("gained", "Newly reached within 2 minutes");
  const auto band = Pair("band-1", "Reached within 2 minutes");
  const auto with = [&](const char* name, const char* value) {
    return in_english(Kind::response, {{"limits_s", "120"}, {name, value}}, sketch);
  };
  EXPECT_THAT(with("closed_by", "flood"), ElementsAre(band, lost));
  EXPECT_THAT(with("add", "105,21"), ElementsAre(band, gained));
  EXPECT_THAT(with("move", "1:105,21"), ElementsAre(band, gained, lost));
  EXPECT_THAT(with("at", "07:30"), ElementsAre(band));
}

TEST(DerivedLayers, EveryFeatureIsOfAClassThatSaysSomething) {
  auto sketch = long_street();
  sketch.zone(900, -50, 1200, 50, R"("severity":3,"type":"river")");
  for (const auto& [kind, params] :
       {std::pair(Kind::response, Params{{"limits_s", "30,60,90,120,150,180"}}),
        std::pair(Kind::response, Params{{"split", "first-due"}, {"closed_by", "flood"}}),
        std::pair(Kind::coverage, Params{{"limits_s", "60"}, {"closed_by", "flood"}})}) {
    const auto layer = derived(kind, params, sketch);
    std::set<std::string> known;
    for (const auto& [value, title] : layer->classes)
      known.insert(value);
    EXPECT_GT(layer->features->size(), 0U);
    for (std::size_t i = 0; i < layer->features->size(); ++i) {
      const auto text = "{" + std::string(layer->features->json_text(i)) + "}";
      EXPECT_TRUE(known.contains(nlohmann::json::parse(text)["properties"]["class"])) << text;
    }
  }
}

TEST(DerivedLayers, GapsSayTheLastLimit) {
  EXPECT_THAT(in_english(Kind::coverage, {{"limits_s", "60,100"}}),
              ElementsAre(Pair("gap", "People not reached within 100 seconds")));
  EXPECT_THAT(in_vietnamese(Kind::coverage, {{"limits_s", "480"}}),
              ElementsAre(Pair("gap", "Dân cư không có đội đến kịp trong 8 phút")));
  EXPECT_THAT(in_english(Kind::coverage, {{"gaps", "0"}}), ElementsAre());
}

TEST(DerivedLayers, GapsSayTheNormItsClockAndItsMeasure) {
  EXPECT_THAT(in_english(Kind::coverage, {{"standard", "ru-123-fz-76"}}),
              ElementsAre(Pair("gap", "People not reached within 20 minutes – Russian Federal Law "
                                      "123-FZ, article 76: arrival of the first unit")));
  EXPECT_THAT(in_english(Kind::coverage, {{"standard", "de-agbf"}}),
              ElementsAre(Pair("gap", "People not reached within 13 minutes of dispatch – AGBF: "
                                      "quality criteria of German career fire brigades")));
  EXPECT_THAT(in_english(Kind::coverage, {{"standard", "us-nfpa-1710"}}),
              ElementsAre(Pair("gap", "People not reached within 8 minutes of wheels rolling – "
                                      "NFPA 1710: travel time of career fire departments")));
  const std::string norm = " – QCVN 01:2021/BXD: service radius of fire stations";
  EXPECT_THAT(in_english(Kind::coverage, {{"standard", "vn-qcvn-01-2021"}}),
              ElementsAre(Pair(
                  "gap", "People more than 5 km from every station in a straight line" + norm)));
  EXPECT_THAT(in_english(Kind::coverage, {{"standard", "vn-qcvn-01-2021"}, {"network", "true"}}),
              ElementsAre(Pair("gap", "People more than 5 km from every station by road" + norm)));
}

TEST(DerivedLayers, AreasOfARadiusSayTheNormAndItsMeasure) {
  const std::string norm =
      " in a straight line – QCVN 01:2021/BXD: service radius of fire stations";
  EXPECT_THAT(in_english(Kind::response, {{"standard", "vn-qcvn-01-2021"}}),
              ElementsAre(Pair("band-2", "The nearest station at 3 to 5 km" + norm),
                          Pair("band-1", "A station within 3 km" + norm)));
  EXPECT_THAT(in_english(Kind::response, {{"standard", "vn-qcvn-01-2021"}, {"closed_by", "flood"}},
                         [] {
                           auto sketch = long_street();
                           sketch.zone(900, -50, 1200, 50, R"("severity":3,"type":"river")");
                           return sketch;
                         }())
                  .size(),
              2U)
      << "nothing is lost by what closes roads";
}

TEST(DerivedLayers, AreasSayEveryLimit) {
  const auto sums = in_english(Kind::coverage, {{"limits_s", "60,120"}, {"area", "flood"}}, [] {
    auto sketch = long_street();
    sketch.zone(900, -50, 1200, 50, R"("severity":3,"type":"river")");
    return sketch;
  }());
  ASSERT_FALSE(sums.empty());
  EXPECT_EQ(sums[0],
            std::pair(std::string("area"), std::string("Area, counted within 1, 2 minutes")));
}

} // namespace
