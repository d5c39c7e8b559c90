// What depends on what: nothing is made anew that did not change, nothing old is answered from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "geo/threads/parallel.hpp"
#include "layers/planner/derived_layers.hpp"
#include "tests/support/planner_sketch.hpp"

namespace {

using namespace support;
using layers::Kind;
using layers::Layer;
using layers::LayerList;
using layers::Params;
using layers::Question;

using LayerPtr = std::shared_ptr<const Layer>;

/// The layers with one of them changed.
template <typename Change>
LayerList with_changed(const LayerList& all, const std::string& id, Change change) {
  auto changed = all;
  for (auto& layer : changed)
    if (layer->config.id == id) {
      auto copy = std::make_shared<Layer>(*layer);
      change(*copy);
      layer = copy;
    }
  return changed;
}

LayerList with_roles(const LayerList& all, const std::string& id,
                     std::map<std::string, std::string> fields) {
  return with_changed(all, id, [&](Layer& layer) { layer.config.fields = std::move(fields); });
}

layers::LayerConfig computed(Kind kind, const Params& params) {
  layers::LayerConfig config;
  config.id = "derived";
  config.kind = kind;
  config.request = layers::read_question(
      kind == Kind::coverage ? Question::coverage : Question::response_areas, params);
  return config;
}

/// The long street with incidents beside it, which no question reads unless it names them.
LayerList street_with_incidents(int incidents) {
  auto all = long_street().layers();
  MapSketch other;
  for (int i = 0; i < incidents; ++i)
    other.people({100.0 * i, 10}, 1);
  auto layer = std::make_shared<Layer>(*other.layers().front());
  layer->config.id = "incidents";
  layer->config.kind = Kind::incident;
  all.push_back(layer);
  return all;
}

TEST(Dependencies, AChangeOfIncidentsRebuildsNothing) {
  const auto before = map_of(street_with_incidents(3));
  const auto after = map_of(street_with_incidents(4), config(), before);
  EXPECT_EQ(after.response, before.response);
  for (const auto kind : {Kind::response, Kind::coverage}) {
    const auto layer = computed(kind, {{"limits_s", "60"}});
    const auto old = layers::derive_layer(layer, before, nullptr);
    EXPECT_EQ(layers::derive_layer(layer, after, old), old);
  }
}

TEST(Dependencies, ALayerThatAQuestionNamesCounts) {
  const auto before = map_of(street_with_incidents(3));
  const auto after = map_of(street_with_incidents(4), config(), before);
  const Params params{{"limits_s", "60"}, {"demand", "incidents"}};
  EXPECT_EQ(asked(Question::coverage, params, before)["summary"]["asked"]["total"], 3);
  EXPECT_EQ(asked(Question::coverage, params, after)["summary"]["asked"]["total"], 4);
  const auto layer = computed(Kind::coverage, params);
  const auto old = layers::derive_layer(layer, before, nullptr);
  EXPECT_NE(layers::derive_layer(layer, after, old), old);
}

TEST(Dependencies, ALayerThatTellsClassesOfAreaCounts) {
  auto sketch = long_street();
  sketch.ward(-100, -100, 750, 100, R"("name":"W","town":"urban","village":"rural")");
  const auto with_class = [&](const char* attribute, const layers::Map& old) {
    return map_of(with_roles(sketch.layers(), "wards", {{"area_class", attribute}}), config(), old);
  };
  const auto before = with_class("town", {});
  const auto after = with_class("village", before);
  const Params params{{"standard", "ru-123-fz-76"}, {"gaps", "0"}};
  const auto urban = [&](const layers::Map& map) {
    return asked(Question::coverage, params,
                 map)["summary"]["asked"]["standard"]["limits"][0]["people"];
  };
  EXPECT_EQ(urban(before), 10 + 20) << "in the ward";
  EXPECT_EQ(urban(after), 30 + 40 + 50) << "outside of it";
  const auto request = layers::read_question(Question::coverage, params);
  EXPECT_NE(layers::made_of(request, before), layers::made_of(request, after));
}

TEST(Dependencies, ALayerThatNamesGapsCounts) {
  const auto map_with = [](double border_m, const layers::Map& old) {
    auto sketch = long_street();
    sketch.ward(-100, -100, border_m, 100);
    return map_of(sketch.layers(), config(), old);
  };
  const auto before = map_with(1250, {});
  const auto after = map_with(1750, before);
  const Params params{{"limits_s", "60"}};
  const auto named = [&](const layers::Map& map) {
    std::size_t count = 0;
    const auto answer = asked(Question::coverage, params, map);
    for (const auto& gap : answer["features"])
      count += gap["properties"]["area"] == 1 ? 1 : 0;
    return count;
  };
  EXPECT_EQ(named(before), 1U) << "at 1000 m";
  EXPECT_EQ(named(after), 2U) << "at 1500 m too";
  const auto request = layers::read_question(Question::coverage, params);
  EXPECT_NE(layers::made_of(request, before), layers::made_of(request, after));
}

TEST(Dependencies, ALayerThatPeopleAreSpreadOverCounts) {
  const auto map_with = [](double house_m, const layers::Map& old) {
    MapSketch sketch;
    sketch.road({{0, 0}, {2000, 0}}, street);
    sketch.station({0, 0});
    sketch.ward(-100, -50, 2100, 50, R"("people":10)");
    sketch.zone(house_m, -5, house_m + 10, 5, "");
    auto all = with_changed(sketch.layers(), "wards", [](Layer& wards) {
      wards.config.fields = {{"population", "people"}};
      wards.config.spread_over = "flood";
    });
    all = with_changed(all, "flood", [](Layer& houses) { houses.config.kind = Kind::reference; });
    return map_of(all, config(), old);
  };
  const auto before = map_with(100, {});
  const Params params{{"limits_s", "60"}};
  const auto covered = [&](const layers::Map& map) {
    return asked(Question::coverage, params, map)["summary"]["asked"]["limits"][0]["covered"];
  };
  EXPECT_EQ(covered(before), 10) << "100 m away, in 10 s";
  const auto after = map_with(1900, before);
  EXPECT_EQ(after.response, before.response) << "the roads are the same, and what is kept of them";
  EXPECT_EQ(covered(after), 0) << "in 190 s";
  const auto request = layers::read_question(Question::coverage, params);
  EXPECT_NE(layers::made_of(request, before), layers::made_of(request, after));
}

TEST(Dependencies, AnotherTurnoutIsAnsweredAtOnce) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.station({0, 0}, R"("name":"A","turnout_s":0,"slow_s":60)");
  sketch.people({500, 0}, 10);
  const auto before = map_of(sketch.layers());
  const auto after =
      map_of(with_roles(before.layers, "stations", {{"name", "name"}, {"turnout_s", "slow_s"}}),
             config(), before);
  ASSERT_NE(after.response, before.response);
  EXPECT_EQ(after.response->network, before.response->network) << "the roads are the same";
  const Params params{{"limits_s", "70"}};
  EXPECT_EQ(asked(Question::coverage, params, before)["summary"]["asked"]["limits"][0]["covered"],
            10);
  EXPECT_EQ(asked(Question::coverage, params, after)["summary"]["asked"]["limits"][0]["covered"],
            0);
}

TEST(Dependencies, RolesOfRoadsHazardsAndDemandTakeEffect) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, R"("class":"residential","speed":36,"slow":9)");
  sketch.station({0, 0});
  sketch.zone(100, -50, 200, 50, R"("severity":1,"level":4,"type":"river")");
  sketch.people({500, 0}, 10);
  const auto before = map_of(sketch.layers());
  const auto covered = [](const Params& params, const layers::Map& map) {
    return asked(Question::coverage, params, map)["summary"]["asked"]["limits"][0]["covered"];
  };
  const auto slower =
      map_of(with_roles(before.layers, "roads", {{"class", "class"}, {"speed_km_h", "slow"}}),
             config(), before);
  EXPECT_EQ(covered({{"limits_s", "60"}}, before), 10);
  EXPECT_EQ(covered({{"limits_s", "60"}}, slower), 0);
  const auto severer =
      map_of(with_roles(before.layers, "flood", {{"severity", "level"}, {"type", "type"}}),
             config(), before);
  const Params closed{{"limits_s", "60"}, {"closed_by", "flood:severity>=3"}};
  EXPECT_EQ(covered(closed, before), 10);
  EXPECT_EQ(covered(closed, severer), 0);
  const auto unweighted = map_of(with_roles(before.layers, "people", {}), config(), before);
  EXPECT_EQ(covered({{"limits_s", "60"}}, before), 10);
  EXPECT_EQ(covered({{"limits_s", "60"}}, unweighted), 1);
}

TEST(Dependencies, WhatIsRememberedOfALayerThatIsGoneIsForgotten) {
  auto map = map_of(street_with_incidents(1));
  const Params params{{"limits_s", "60"}, {"demand", "incidents"}};
  asked(Question::coverage, params, map);
  const auto kept = map.response->kept.count();
  const auto remembered = map.response->memory->kept.count();
  for (int i = 2; i < 10; ++i) {
    map = map_of(street_with_incidents(i), config(), map);
    asked(Question::coverage, params, map);
    EXPECT_EQ(map.response->kept.count(), kept);
    EXPECT_EQ(map.response->memory->kept.count(), remembered);
  }
}

TEST(Dependencies, AGridIsMadeOnlyWhenSomebodyReadsIt) {
  const auto kept_by = [](const Params& params) {
    const auto map = model_of(long_street());
    asked(Question::response_areas, params, map);
    return map.response->kept.count();
  };
  EXPECT_EQ(kept_by({{"limits_s", "60"}}), 3U) << "search, grid, areas";
  EXPECT_EQ(kept_by({{"limits_s", "60"}, {"split", "station"}}), 2U);
  EXPECT_EQ(kept_by({{"limits_s", "60"}, {"method", "exact"}}), 2U);
}

TEST(Dependencies, AreasByStationSayHowLargeTheCellsOfTheStationsAre) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.station({0, 0});
  auto options = config();
  options.most_cells = 4000; // a station of four has room for 1000
  const auto map = model_of(sketch, options);
  const auto cell_m = [&](const std::string& split) -> double {
    return asked(Question::response_areas, {{"limits_s", "150"}, {"split", split}},
                 map)["summary"]["cell_m"];
  };
  const double whole_m = cell_m("none");
  const double own_m = cell_m("station");
  EXPECT_GT(own_m, whole_m);
  MapSketch none = sketch;
  const auto fine = model_of(none);
  EXPECT_EQ(asked(Question::response_areas, {{"limits_s", "150"}, {"split", "station"}},
                  fine)["summary"]["cell_m"],
            20);
}

TEST(Dependencies, HowLargeTheCellsOfPeopleAreIsSaid) {
  MapSketch sketch;
  sketch.road({{0, 0}, {2000, 0}}, street);
  sketch.station({0, 0});
  sketch.zone(0, 0, 205'000, 205'000, R"("people":1000)"); // 2050 x 2050 cells of 100 m: too many
  sketch.people({500, 0}, 10);
  auto all = with_changed(sketch.layers(), "flood", [](Layer& layer) {
    layer.config.kind = Kind::area;
    layer.config.fields = {{"population", "people"}};
  });
  const auto map = map_of(all);
  const auto summary = [&](const std::string& demand) {
    return asked(Question::coverage, {{"limits_s", "60"}, {"demand", demand}}, map)["summary"];
  };
  EXPECT_EQ(summary("flood")["demand_cell_m"], 200);
  EXPECT_FALSE(summary("people").contains("demand_cell_m")) << "they are points";
}

TEST(Dependencies, NoAnswerDependsOnTheNumberOfThreads) {
  const auto before = geo::helper_threads();
  auto sketch = random_town(7);
  sketch.station({1200, 300}, R"("name":"C","turnout_s":10)");
  auto options = config();
  options.most_cells = 20'000;
  const auto there = sketch.at(900, 1500);
  const auto add = fmt::format("{},{}", there.lon, there.lat);
  const std::vector<std::pair<Question, Params>> questions{
      {Question::response_areas, {{"limits_s", "60,240"}, {"split", "station"}}},
      {Question::response_areas, {{"limits_s", "60,240"}, {"add", add}}},
      {Question::first_due, {{"limits_s", "60,240"}, {"closed_by", "flood"}}},
      {Question::coverage, {{"limits_s", "60,240"}, {"due", "3"}, {"remove", "2"}}}};
  std::vector<nlohmann::json> alone;
  for (const std::size_t helpers : {0U, 1U, 7U}) {
    geo::set_helper_threads(helpers);
    const auto map = model_of(sketch, options);
    for (std::size_t i = 0; i < questions.size(); ++i) {
      auto answer = asked(questions[i].first, questions[i].second, map);
      if (helpers == 0)
        alone.push_back(std::move(answer));
      else
        EXPECT_EQ(answer, alone[i]) << helpers << " helpers, question " << i;
    }
  }
  geo::set_helper_threads(before);
}

} // namespace
