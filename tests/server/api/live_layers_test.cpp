// Single features of a layer change: tiles show it at once, and what did not change stays cached.
#include "server/app/live_layers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "geo/error.hpp"
#include "server/http/compress.hpp"
#include "tests/support/api_fixture.hpp"
#include "tests/support/mvt_decoder.hpp"

namespace {

layers::FeatureChange point_at(const std::string& id, geo::LonLat at,
                               const std::string& name = "Mới") {
  layers::FeatureChange change;
  change.features.geometry.add_point(at);
  change.features.json = "\"id\":" + id + R"(,"properties":{"name":")" + name + "\"}";
  change.features.end_feature();
  return change;
}

class Live : public Api {
protected:
  std::size_t matched(const std::string& layer) {
    return document("/collections/" + layer + "/items")["numberMatched"];
  }
  static std::string tile_at(geo::LonLat position, int zoom) {
    const auto across = static_cast<double>(geo::tiles_across(zoom));
    const auto world = geo::to_world(position);
    return fmt::format("/xyz/stations/{}/{}/{}.mvt", zoom, std::floor(world.x * across),
                       std::floor(world.y * across));
  }
  std::string tag(const std::string& target) {
    return std::string(*server::find_header(get(target).headers, "ETag"));
  }
  std::size_t features(const std::string& target) {
    std::size_t sum = 0;
    for (const auto& layer : support::decode_mvt(*get(target).body))
      sum += layer.features.size();
    return sum;
  }

  server::LiveLayers m_live{m_app.catalog};
};

TEST_F(Live, AChangeIsInTilesAtOnceAndInTheLayerOnceItIsMerged) {
  const geo::LonLat there{105.66, 19.99};
  const auto tile = tile_at(there, 14);
  const auto before = matched("stations");
  const auto shown = features(tile);
  m_live.change("stations", point_at("99", there));
  EXPECT_EQ(features(tile), shown + 1);
  m_live.wait_until_merged();
  EXPECT_EQ(features(tile), shown + 1);
  EXPECT_EQ(matched("stations"), before + 1);
  EXPECT_EQ(document("/collections/stations/items/99")["properties"]["name"], "Mới");
  m_live.change("stations", {{}, {"99"}});
  EXPECT_EQ(features(tile), shown);
  m_live.wait_until_merged();
  EXPECT_EQ(matched("stations"), before);
}

TEST_F(Live, TilesOfOtherPlacesAndLayersStayAsTheyAre) {
  const auto here = tile_at({105.6, 20.2}, 10);
  const std::string elsewhere = "/xyz/stations/10/10/10.mvt";
  const std::string other = "/xyz/flood/10/812/453.mvt";
  const auto tags = std::array{tag(here), tag(elsewhere), tag(other)};
  const auto misses = m_app.tiles.stats().misses;
  auto map = *m_app.catalog.snapshot();
  const auto step = std::make_shared<layers::FeatureChange>(point_at("99", {105.6, 20.2}));
  m_app.catalog.publish(server::with_layer(
      map, layers::with_change(*layers::find_layer(map.layers, "stations"), step)));
  EXPECT_NE(tag(here), tags[0]);
  EXPECT_EQ(tag(elsewhere), tags[1]);
  EXPECT_EQ(tag(other), tags[2]);
  EXPECT_EQ(m_app.tiles.stats().misses, misses + 1) << "the tile where it lies";
}

TEST_F(Live, OfATileOfSeveralLayersOnlyTheChangedPieceIsMadeAnew) {
  const std::string both = "/xyz/flood,stations/5/25/14.mvt";
  const auto first = *get(both).body;
  EXPECT_EQ(m_app.pieces.stats().misses, 2U);
  EXPECT_EQ(first, *get("/xyz/flood/5/25/14.mvt").body + *get("/xyz/stations/5/25/14.mvt").body);
  m_live.change("stations", point_at("1", {105.4, 20.4}, "Đã dời"));
  m_live.wait_until_merged();
  const auto second = *get(both).body;
  EXPECT_NE(second, first);
  EXPECT_EQ(m_app.pieces.stats().misses, 3U) << "the stations";
  EXPECT_EQ(m_app.pieces.stats().hits, 1U) << "the flood";
}

TEST_F(Live, PiecesThatAreTooLargeTogetherShareTheBudget) {
  support::Sketch one;
  support::Sketch other;
  for (int i = 0; i < 400; ++i) {
    one.square(i * 7 % 100, i * i % 61, 2 + 0.01 * i);
    other.square(i * 11 % 100, i * i % 59, 2 + 0.013 * i);
  }
  const layers::Map map{{}, {one.layer("one"), other.layer("other")}, nullptr};
  const auto sent = [&](const std::string& layers, std::size_t budget_bytes) {
    const server::App app{map, server::AppState::serving, {.budget_bytes = budget_bytes}};
    const server::Router router{app, server::routes()};
    return server::sent_bytes(*router.answer(request("/xyz/" + layers + "/0/0/0.mvt")).body);
  };
  const auto alone = std::max(sent("one", 0), sent("other", 0));
  const auto together = sent("one,other", 0);
  ASSERT_GT(together, alone + 100);
  EXPECT_EQ(sent("one", alone), sent("one", 0));
  EXPECT_LE(sent("one,other", alone), alone);
  EXPECT_GT(sent("one,other", alone), alone / 2);
  EXPECT_EQ(sent("one,other", together), together);
}

TEST_F(Live, ChangesThatComeWhileOneIsMergedAreAllThere) {
  const auto before = matched("stations");
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i)
        m_live.change("stations",
                      point_at(std::to_string(1000 + 100 * t + i), {100 + t * 0.1, i * 0.1}));
    });
  threads.clear();
  m_live.wait_until_merged();
  EXPECT_EQ(matched("stations"), before + 200);
}

TEST_F(Live, ALayerThatIsReadAnewMeanwhileIsNotReplaced) {
  for (int i = 0; i < 20; ++i) {
    m_live.change("stations", point_at("99", {105.6, 20.2}));
    const auto again = map();
    m_app.catalog.publish(again);
    m_live.wait_until_merged();
    EXPECT_EQ(m_app.catalog.snapshot()->layers, again.layers);
  }
}

TEST_F(Live, AnUnknownLayerIsAnError) {
  try {
    m_live.change("nothing", point_at("1", {0, 0}));
    FAIL();
  } catch (const geo::Error& error) {
    EXPECT_STREQ(error.what(), "layer \"nothing\": not served here");
  }
}

} // namespace
