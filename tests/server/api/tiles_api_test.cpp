#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/api_fixture.hpp"
#include "tests/support/decompress.hpp"
#include "tests/support/mvt_decoder.hpp"

namespace {

using nlohmann::json;
using support::Sketch;
using testing::HasSubstr;

TEST_F(Api, ATileHasTheFeaturesOfEveryNamedLayer) {
  // 105.5 E, 20.5 N at zoom 5: x = (105.5 + 180) / 360 * 32 = 25.4; the equator is y = 16
  const auto tile = document("/xyz/flood,stations/5/25/14.geojson");
  // A zone and three stations, a degree apart: the first two are in one cluster's cell of 1.4.
  EXPECT_EQ(tile["features"].size(), 3U);
  std::size_t sum = 0;
  for (const auto& feature : tile["features"])
    sum += feature.value("count", 1U);
  EXPECT_EQ(sum, 4U);
}

/// A server with a small budget and one layer.
class Budgeted : public Api {
protected:
  void serve(const layers::Map& map) {
    m_small = std::make_unique<server::App>(map, server::AppState::serving,
                                            server::TileOptions{.budget_bytes = 300});
    m_small_router = std::make_unique<server::Router>(*m_small, server::routes());
  }
  json described() const {
    return json::parse(
        *m_small_router->answer(request("/xyz/large.json")).body)["vector_layers"][0];
  }
  std::vector<support::MvtDecodedFeature> features() const {
    const auto tile = m_small_router->answer(request("/xyz/large/0/0/0.mvt"));
    return support::decode_mvt(*tile.body).at(0).features;
  }

private:
  std::unique_ptr<server::App> m_small;
  std::unique_ptr<server::Router> m_small_router;
};

TEST_F(Budgeted, TileJsonSaysWhatTheBudgetLeftOut) {
  Sketch large;
  for (int i = 0; i < 200; ++i)
    large.line({i * 1.7 - 170, i * 0.5 - 50.0}, {i * 0.01 * i - 90, 60});
  serve({{}, {large.layer("large")}});
  EXPECT_FALSE(described().contains("reduced"));
  const auto shown = features().size();
  EXPECT_LT(shown, 200U);
  EXPECT_EQ(described()["reduced"],
            json::array({{{"zoom", 0}, {"tiles", 1}, {"dropped", 200 - shown}}}));
}

TEST_F(Budgeted, TileJsonSaysWhatTheBudgetMerged) {
  publish_large();
  serve(*m_app.catalog.snapshot());
  std::uint64_t areas = 0;
  for (const auto& feature : features())
    areas += feature.properties.contains("count")
                 ? std::get<std::uint64_t>(feature.properties.at("count"))
                 : 1;
  EXPECT_EQ(areas, 100U);
  const auto said = described()["reduced"].at(0);
  EXPECT_EQ(said["dropped"], 0);
  // Two degrees are 1.4 pixels of zoom 0: all of them are smaller than two.
  EXPECT_GE(said["merged_below_px"], 2);
}

TEST_F(Api, ATileOutsideTheLegalRangeSaysTheRange) {
  const auto [status, detail] = error("/xyz/flood/3/8/0.geojson");
  EXPECT_EQ(status, 404);
  EXPECT_EQ(detail, "tile: column 8, row 0 does not exist at zoom 3; both are 0 to 7");
  EXPECT_EQ(error("/xyz/flood/25/0/0.geojson").second,
            "tile: zoom 25 does not exist; zooms are 0 to 24");
  EXPECT_EQ(error("/xyz/flood/99999999999/0/0.geojson").first, 404);
  EXPECT_EQ(error("/xyz/flood/99999999999999999999999/0/0.geojson").first, 404);
  EXPECT_EQ(error("/xyz/flood/-1/0/0.geojson").first, 404);
  EXPECT_EQ(error("/xyz/flood/3/-1/0.geojson").first, 404);
}

TEST_F(Api, WhatIsNotANumberIsABadRequest) {
  EXPECT_EQ(error("/xyz/flood/x/0/0.geojson"),
            std::make_pair(400, std::string("tile: the zoom is not a whole number")));
  EXPECT_EQ(error("/xyz/flood/3/1.5/0.geojson").first, 400);
  EXPECT_EQ(error("/xyz/flood/3/1/0x1.geojson").first, 400);
  EXPECT_EQ(error("/xyz/flood/3/1/-.geojson").first, 400);
}

TEST_F(Api, UnknownLayersAreErrors) {
  EXPECT_EQ(error("/xyz/fire/3/1/1.geojson"),
            std::make_pair(404, std::string("layer \"fire\": not served here; /collections lists "
                                            "the layers")));
  EXPECT_EQ(error("/xyz/flood,/3/1/1.geojson").first, 404);
}

TEST_F(Api, LayersNamedTwiceCountOnce) {
  EXPECT_EQ(*get("/xyz/flood,stations,flood/5/25/14.geojson").body,
            *get("/xyz/flood,stations/5/25/14.geojson").body);
  EXPECT_EQ(m_app.tiles.stats().entries, 1U); // and it was the same tile
  EXPECT_EQ(document("/xyz/flood,flood.json")["tiles"][0],
            "http://map.test/xyz/flood/{z}/{x}/{y}.mvt");
}

TEST_F(Api, TheNumberOfNamesIsBounded) {
  const auto names = [](int count) {
    std::string text = "flood";
    for (int i = 1; i < count; ++i)
      text += ",flood";
    return text;
  };
  EXPECT_EQ(get("/xyz/" + names(512) + "/3/1/1.geojson").status, 200);
  EXPECT_EQ(error("/xyz/" + names(513) + "/3/1/1.geojson"),
            std::make_pair(400, std::string("layers: 513 are named; name at most 512")));
  EXPECT_EQ(error("/xyz/" + names(10'000) + ".json").first, 400);
}

const std::string tile_target = "/xyz/flood,stations/5/25/14";

TEST_F(Api, ATileIsComputedOnceAndThenAnsweredAtOnce) {
  for (const auto& target : {tile_target + ".geojson", tile_target + ".mvt"}) {
    const auto before = m_app.tiles.stats();
    EXPECT_FALSE(at_once(target)) << "a cold tile is work";
    const auto first = get(target);
    const auto again = at_once(target);
    ASSERT_TRUE(again) << target;
    EXPECT_EQ(again->status, 200);
    EXPECT_EQ(again->body, first.body); // the same bytes in memory
    EXPECT_EQ(again->headers, first.headers);
    EXPECT_EQ(get(target).body, first.body);
    EXPECT_EQ(m_app.tiles.stats().misses - before.misses, 1U);
  }
  EXPECT_THAT(*get("/metrics").body, HasSubstr("\nhazardmap_tiles_computed_total 2\n"));
}

TEST_F(Api, ATileIsRevalidatedByItsTagWithoutBeingComputed) {
  for (const std::string encoding : {"", "gzip", "br", "zstd"}) {
    server::Headers headers{{"Host", "map.test"}, {"Accept-Encoding", encoding}};
    publish_large();
    const auto first = get("/xyz/large/0/0/0.geojson", headers);
    EXPECT_EQ(server::find_header(first.headers, "Content-Encoding").value_or(""), encoding);
    const std::string tag(*server::find_header(first.headers, "ETag"));
    headers.emplace_back("If-None-Match", tag);
    server::App restarted{*m_app.catalog.snapshot()};
    const server::Router router{restarted, server::routes()};
    const auto again = router.answer_at_once(request("/xyz/large/0/0/0.geojson", headers));
    ASSERT_TRUE(again) << encoding;
    EXPECT_EQ(again->status, 304);
    EXPECT_EQ(again->body, nullptr);
    EXPECT_EQ(server::find_header(again->headers, "ETag"), tag);
    EXPECT_EQ(restarted.tiles.stats().misses, 0U);
  }
}

TEST_F(Api, EveryEncodingOfATileHoldsTheSameBytes) {
  publish_large();
  for (const std::string target : {"/xyz/large/0/0/0.geojson", "/xyz/large/0/0/0.mvt"}) {
    const auto plain = get(target);
    for (const auto encoding : server::all_encodings) {
      const std::string name(server::name_of(encoding));
      const auto packed = get(target, {{"Accept-Encoding", name}});
      EXPECT_EQ(support::decompress(*packed.body, encoding, plain.body->size()), *plain.body)
          << name;
      EXPECT_EQ(at_once(target, {{"Accept-Encoding", name}})->body, packed.body);
    }
  }
  EXPECT_EQ(m_app.tiles.stats().entries, 8U);
  EXPECT_THAT(*get("/metrics").body, HasSubstr("\nhazardmap_tiles_computed_total 2\n"));
}

TEST_F(Api, PartsOfATileAreOfItsPlainBytes) {
  publish_large();
  const std::string target = "/xyz/large/0/0/0.geojson";
  const auto whole = get(target);
  const auto part = get(target, {{"Range", "bytes=5-9"}, {"Accept-Encoding", "gzip"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.body);
  EXPECT_EQ(part.part, (server::ByteRange{5, 5}));
}

TEST_F(Api, AHeadOfATileIsThatOfItsGet) {
  const auto head = get(tile_target + ".mvt", {{"Host", "map.test"}}, "HEAD");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers, get(tile_target + ".mvt").headers);
}

TEST_F(Api, TilesAreMadeAndKeptAsConfigured) {
  server::App app{map(),
                  server::AppState::serving,
                  {.cache_bytes = 0, .budget_bytes = 12'345, .cache_control = "max-age=60"}};
  const server::Router router{app, server::routes()};
  const auto tile = router.answer(request(tile_target + ".mvt"));
  EXPECT_EQ(server::find_header(tile.headers, "Cache-Control"), "max-age=60");
  EXPECT_FALSE(router.answer_at_once(request(tile_target + ".mvt")));
  const auto tilejson = json::parse(*router.answer(request("/xyz/flood.json")).body);
  EXPECT_EQ(tilejson["budget_bytes"], 12'345);
}

TEST_F(Api, AWrongTileIsAnsweredAtOnce) {
  EXPECT_EQ(at_once("/xyz/nothing/0/0/0.mvt")->status, 404);
  EXPECT_EQ(at_once("/xyz/flood/0/0/x.mvt")->status, 400);
}

TEST_F(Api, TheTagChangesWithTheLayer) {
  const auto tag = [&] {
    return std::string(*server::find_header(get("/xyz/flood/5/25/14.geojson").headers, "ETag"));
  };
  const auto before = tag();
  Sketch moved;
  moved.square(105, 20, 1.5);
  m_app.catalog.publish({{}, {moved.layer("flood")}});
  EXPECT_NE(tag(), before);
}

TEST_F(Api, TileJsonNamesTilesBoundsAndLayers) {
  const auto tilejson = document("/xyz/flood,stations.json");
  EXPECT_EQ(tilejson["tilejson"], "3.0.0");
  EXPECT_EQ(tilejson["tiles"][0], "http://map.test/xyz/flood,stations/{z}/{x}/{y}.mvt");
  EXPECT_EQ(tilejson["format"], "pbf");
  EXPECT_EQ(tilejson["budget_bytes"], 500'000);
  EXPECT_EQ(tilejson["bounds"], (json{105.0, 20.0, 107.5, 21.0}));
  EXPECT_EQ(tilejson["vector_layers"][0]["id"], "flood");
  EXPECT_EQ(tilejson["vector_layers"][0]["fields"]["name"], "String");
}

TEST_F(Api, TileJsonOfGeoJsonTilesIsToBeHadToo) {
  const auto tilejson = document("/xyz/flood.json?format=geojson");
  EXPECT_EQ(tilejson["tiles"][0], "http://map.test/xyz/flood/{z}/{x}/{y}.geojson");
  EXPECT_EQ(tilejson["format"], "geojson");
  EXPECT_EQ(document("/xyz/flood.json?format=mvt"), document("/xyz/flood.json"));
  EXPECT_EQ(
      error("/xyz/flood.json?format=png"),
      std::make_pair(400, std::string("parameter format: \"png\" is neither mvt nor geojson")));
}

} // namespace
