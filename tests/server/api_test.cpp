#include "server/api/routes.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "geo/tile.hpp"
#include "tests/support/decompress.hpp"
#include "tests/support/layer_sketch.hpp"

namespace {

using nlohmann::json;
using server::Request;
using server::Response;
using support::Sketch;
using testing::HasSubstr;

/// Requests against a map of one hazard zone, 105..106 E 20..21 N, and three stations.
class Api : public testing::Test {
protected:
  static layers::Map map() {
    Sketch flood;
    flood.square(105, 20, 1);
    Sketch stations;
    stations.point({105.5, 20.5});
    stations.point({106.5, 20.5});
    stations.point({107.5, 20.5});
    return {{{"vi", "Hòa Giang"}}, {flood.layer("flood"), stations.layer("stations")}};
  }

  static Request request(const std::string& target,
                         server::Headers headers = {{"Host", "map.test"}},
                         const std::string& method = "GET") {
    Request request;
    request.method = method;
    request.headers = std::move(headers);
    EXPECT_TRUE(server::decode_target(target, request)) << target;
    return request;
  }

  Response get(const std::string& target, server::Headers headers = {{"Host", "map.test"}},
               const std::string& method = "GET") {
    return m_router.answer(request(target, std::move(headers), method));
  }

  std::optional<Response> at_once(const std::string& target,
                                  server::Headers headers = {{"Host", "map.test"}}) {
    return m_router.answer_at_once(request(target, std::move(headers)));
  }

  /// A layer whose tile 0/0/0 is worth compressing.
  void publish_large() {
    Sketch large;
    for (int i = 0; i < 100; ++i)
      large.point({i * 1.7 - 90, i - 50.0});
    m_app.catalog.publish({{}, {large.layer("large")}});
  }

  json document(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << ": " << *response.body;
    return json::parse(*response.body);
  }

  /// Status and detail of an error, which must be problem+json.
  std::pair<int, std::string> error(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(server::find_header(response.headers, "Content-Type"), "application/problem+json");
    const auto body = json::parse(*response.body);
    EXPECT_EQ(body["status"], response.status);
    return {response.status, body["detail"]};
  }

  server::App m_app{map()};
  server::Router m_router{m_app, server::routes()};
};

TEST_F(Api, ATileHasTheFeaturesOfEveryNamedLayer) {
  // 105.5 E, 20.5 N at zoom 5: x = (105.5 + 180) / 360 * 32 = 25.4; the equator is y = 16
  const auto tile = document("/xyz/flood,stations/5/25/14.geojson");
  EXPECT_EQ(tile["features"].size(), 4U);
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

TEST_F(Api, AnErrorIsJsonWhateverTheRequestHeld) {
  EXPECT_EQ(error("/xyz/%3Cscript%3E%22%0A%01/3/1/1.geojson").first, 404);
  EXPECT_EQ(error("/collections/%FF%FE").first, 404); // not UTF-8
  EXPECT_EQ(error("/collections/flood/items?limit=%FF").first, 400);
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

TEST_F(Api, AnEmptyLayerHasNoExtent) {
  m_app.catalog.publish({{}, {Sketch().layer("burnt")}});
  EXPECT_FALSE(document("/collections/burnt").contains("extent"));
  const auto tilejson = document("/xyz/burnt.json");
  EXPECT_FALSE(tilejson.contains("bounds"));
  EXPECT_FALSE(tilejson.contains("center"));
  EXPECT_EQ(document("/collections/burnt/items")["numberMatched"], 0);
  EXPECT_TRUE(document("/xyz/burnt/0/0/0.geojson")["features"].empty());
}

TEST_F(Api, AnswersWithOtherLinksHaveOtherTags) {
  const auto tag = [&](const std::string& host, const std::string& scheme) {
    const auto response =
        get("/collections/stations/items", {{"Host", host}, {"X-Forwarded-Proto", scheme}});
    return std::string(*server::find_header(response.headers, "ETag"));
  };
  EXPECT_EQ(tag("map.test", "http"), tag("map.test", "http"));
  EXPECT_NE(tag("map.test", "http"), tag("map.test", "https"));
  EXPECT_NE(tag("map.test", "http"), tag("10.0.0.1", "http"));
}

TEST_F(Api, AProxyInFrontMayTerminateTls) {
  const auto response =
      get("/xyz/flood.json", {{"Host", "map.test"}, {"X-Forwarded-Proto", "https"}});
  EXPECT_THAT(*response.body, HasSubstr("https://map.test/xyz/flood/"));
}

TEST_F(Api, CollectionsDescribeEveryLayer) {
  const auto list = document("/collections");
  EXPECT_EQ(list["titles"]["vi"], "Hòa Giang");
  ASSERT_EQ(list["collections"].size(), 2U);
  const auto flood = document("/collections/flood");
  EXPECT_EQ(flood, list["collections"][0]);
  EXPECT_EQ(flood["extent"]["spatial"]["bbox"], (json{{105.0, 20.0, 106.0, 21.0}}));
  EXPECT_EQ(flood["itemType"], "feature");
  EXPECT_EQ(flood["feature_count"], 1);
}

TEST_F(Api, ItemsArePagedAndTheLinksLeadThroughAll) {
  std::string url = "/collections/stations/items?limit=2";
  std::vector<int> ids;
  for (int pages = 0; !url.empty() && pages < 5; ++pages) {
    const auto page = document(url);
    EXPECT_EQ(page["numberMatched"], 3);
    EXPECT_EQ(page["numberReturned"], page["features"].size());
    for (const auto& feature : page["features"])
      ids.push_back(feature["id"]);
    url.clear();
    for (const auto& link : page["links"])
      if (link["rel"] == "next")
        url = std::string(link["href"]).substr(std::string("http://map.test").size());
  }
  EXPECT_EQ(ids, (std::vector{0, 1, 2}));
}

TEST_F(Api, ItemsOfABoxTouchIt) {
  EXPECT_EQ(document("/collections/stations/items?bbox=106,20,107,21")["numberMatched"], 1);
  EXPECT_EQ(document("/collections/flood/items?bbox=105.5,20.5,105.6,20.6")["numberMatched"], 1);
  EXPECT_EQ(document("/collections/flood/items?bbox=0,0,1,1")["numberMatched"], 0);
  // over the antimeridian and all the way round to 107 E: two of three stations
  EXPECT_EQ(document("/collections/stations/items?bbox=170,-90,107,90")["numberMatched"], 2);
}

TEST_F(Api, TheLinksOfABoxLeadToTheSameBox) {
  // 1.06e+2 is 106, with the plus escaped: two of three stations lie east of it
  const auto page = document("/collections/stations/items?limit=1&bbox=1.06e%2B2,20,108,21");
  EXPECT_EQ(page["numberMatched"], 2);
  const std::string next = page["links"][2]["href"];
  EXPECT_EQ(document(next)["numberMatched"], 2);
}

TEST_F(Api, ItemsOfABoxAreRevalidatedByTheirTag) {
  const std::string url = "/collections/stations/items?bbox=106,20,107,21";
  const auto first = get(url);
  const std::string tag(*server::find_header(first.headers, "ETag"));
  EXPECT_EQ(get(url, {{"Host", "map.test"}, {"If-None-Match", tag}}).status, 304);
}

TEST_F(Api, APageOfLargeFeaturesEndsEarlyAndTheNextGoesOn) {
  constexpr std::size_t mebibyte = 1024 * 1024;
  Sketch large;
  for (int i = 0; i < 3; ++i) {
    large.source.json +=
        R"("id":0,"properties":{"text":")" + std::string(33 * mebibyte, 'x') + R"("})";
    large.source.geometry.add_point({105, 20});
    large.source.end_feature();
  }
  m_app.catalog.publish({{}, {large.layer("large")}});
  const auto page = document("/collections/large/items");
  EXPECT_EQ(page["numberMatched"], 3);
  EXPECT_EQ(page["numberReturned"], 2); // the second of 33 MiB goes beyond 64 MiB
  EXPECT_EQ(page["features"].size(), 2U);
  EXPECT_EQ(page["links"][2]["rel"], "next");
  EXPECT_EQ(page["links"][2]["href"],
            "http://map.test/collections/large/items?limit=1000&offset=2");
}

TEST_F(Api, AnOffsetBeyondTheEndIsAnEmptyPage) {
  const auto page = document("/collections/stations/items?offset=99&limit=2");
  EXPECT_TRUE(page["features"].empty());
  EXPECT_EQ(page["numberMatched"], 3);
  EXPECT_EQ(page["links"][2]["rel"], "prev"); // the last two of three
  EXPECT_EQ(page["links"][2]["href"],
            "http://map.test/collections/stations/items?limit=2&offset=1");
}

TEST_F(Api, ItemsRefuseWhatTheyDoNotKnow) {
  EXPECT_EQ(error("/collections/stations/items?limit=0").first, 400);
  EXPECT_EQ(error("/collections/stations/items?limit=-5").first, 400);
  EXPECT_EQ(error("/collections/stations/items?offset=-1").first, 400);
  EXPECT_EQ(error("/collections/stations/items?bbox=1,2,3").first, 400);
  EXPECT_EQ(error("/collections/stations/items?colour=red").first, 400);
  EXPECT_EQ(error("/collections/nowhere/items").first, 404);
}

TEST_F(Api, OneFeatureIsFoundByItsId) {
  const auto station = document("/collections/stations/items/1");
  EXPECT_EQ(station["type"], "Feature");
  EXPECT_EQ(station["id"], 1);
  EXPECT_EQ(station["properties"]["name"], "Sông");
  EXPECT_EQ(station["geometry"]["coordinates"], json({106.5, 20.5}));
  EXPECT_EQ(station["links"][0]["rel"], "self");
  EXPECT_EQ(station["links"][0]["href"], "http://map.test/collections/stations/items/1");
  EXPECT_EQ(station["links"][1]["rel"], "collection");
  EXPECT_EQ(station["links"][1]["href"], "http://map.test/collections/stations");
}

TEST_F(Api, AFeatureThatThereIsNotIsAnError) {
  EXPECT_EQ(error("/collections/stations/items/3"),
            std::make_pair(
                404, std::string("feature \"3\": collection \"stations\" has none with this id")));
  EXPECT_EQ(error("/collections/stations/items/01").first, 404);
  EXPECT_EQ(error("/collections/stations/items/%FF%FE").first, 404);
  EXPECT_EQ(error("/collections/nothing/items/1").first, 404);
  EXPECT_EQ(error("/collections/stations/items/1?limit=1").first, 400);
}

TEST_F(Api, AnIdMayBeAnyText) {
  const std::string id = "a/b \"ờ\"?";
  Sketch odd;
  odd.source.json += R"("id":"a/b \"ờ\"?","properties":{})";
  odd.source.geometry.add_point({105, 20});
  odd.source.end_feature();
  m_app.catalog.publish({{}, {odd.layer("odd")}});
  const auto feature = document("/collections/odd/items/a%2Fb%20%22%E1%BB%9D%22%3F");
  EXPECT_EQ(feature["id"], id);
  const std::string self = feature["links"][0]["href"];
  EXPECT_EQ(document(self)["id"], id);
}

TEST_F(Api, AFeatureIsRevalidatedByItsTag) {
  const auto first = get("/collections/stations/items/1");
  const std::string tag(*server::find_header(first.headers, "ETag"));
  const server::Headers headers{{"Host", "map.test"}, {"If-None-Match", tag}};
  EXPECT_EQ(get("/collections/stations/items/1", headers).status, 304);
  EXPECT_EQ(get("/collections/stations/items/2", headers).status, 200);
}

TEST_F(Api, TheLegendIsThatOfTheKind) {
  EXPECT_EQ(document("/legend/flood")["layer"], "flood");
  EXPECT_EQ(document("/legend/flood")["kind"], "reference");
  EXPECT_EQ(error("/legend/nothing").first, 404);
}

/// What a stream gives in all.
std::string all_of(server::BodyStream& stream) {
  std::string text;
  for (bool is_last = false; !is_last;) {
    const auto piece = stream.next();
    text += piece.bytes;
    is_last = piece.is_last;
  }
  return text;
}

TEST_F(Api, ADownloadIsTheWholeLayer) {
  Sketch large;
  for (int i = 0; i < 20'000; ++i) // about 100 bytes each: several pieces
    large.point({105 + i * 1e-5, 20.5});
  m_app.catalog.publish({{}, {large.layer("large"), Sketch().layer("empty")}});
  const auto response = get("/collections/large/download.geojson");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.stream->length, std::nullopt);
  EXPECT_EQ(server::find_header(response.headers, "Content-Disposition"),
            "attachment; filename=\"large.geojson\"");
  const auto document = json::parse(all_of(*response.stream));
  EXPECT_EQ(document["features"].size(), 20'000U);
  EXPECT_EQ(document["features"][7]["geometry"]["coordinates"], json({105.00007, 20.5}));
  const auto empty = json::parse(all_of(*get("/collections/empty/download.geojson").stream));
  EXPECT_EQ(empty["features"], json::array());
  EXPECT_EQ(error("/collections/nowhere/download.geojson").first, 404);
}

TEST_F(Api, AnInterruptedDownloadGoesOnWhereItStopped) {
  Sketch large;
  for (int i = 0; i < 20'000; ++i)
    large.point({105 + i * 1e-5, 20.5});
  m_app.catalog.publish({{}, {large.layer("large")}});
  const std::string target = "/collections/large/download.geojson";
  const auto whole_response = get(target);
  const auto whole = all_of(*whole_response.stream);
  const std::string tag(*server::find_header(whole_response.headers, "ETag"));
  const auto total = std::to_string(whole.size());
  const auto part = [&](const std::string& range, const std::string& if_range) {
    return get(target, {{"Host", "h"}, {"Range", "bytes=" + range}, {"If-Range", if_range}});
  };
  for (const std::size_t first : {std::size_t{0}, std::size_t{1'000'000}, whole.size() - 1}) {
    const auto rest = part(std::to_string(first) + "-", tag);
    EXPECT_EQ(rest.status, 206);
    EXPECT_EQ(rest.stream->length, whole.size() - first);
    EXPECT_EQ(all_of(*rest.stream), whole.substr(first));
  }
  const auto last = part("-1", tag);
  EXPECT_EQ(last.stream->next().bytes, "\n"); // at once, not after empty pieces
  const auto middle = part("300000-700000", tag);
  EXPECT_EQ(server::find_header(middle.headers, "Content-Range"), "bytes 300000-700000/" + total);
  EXPECT_EQ(all_of(*middle.stream), whole.substr(300'000, 400'001));
  EXPECT_EQ(part(total + "-", tag).status, 416);
  const auto changed = part("1000000-", "\"another\"");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(all_of(*changed.stream), whole);
}

TEST_F(Api, ADownloadThatIsKnownIsNotSentAgain) {
  const auto first = get("/collections/stations/download.geojson");
  const std::string tag(*server::find_header(first.headers, "ETag"));
  const auto again =
      get("/collections/stations/download.geojson", {{"Host", "h"}, {"If-None-Match", tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.stream, nullptr);
}

TEST_F(Api, EventsTellWhatChangesFromNowOn) {
  m_app.changes.publish("layers", R"({"ids":["old"]})");
  const auto response = get("/events");
  EXPECT_EQ(server::find_header(response.headers, "Content-Type"), "text/event-stream");
  const auto id = m_app.changes.last_id();
  EXPECT_EQ(response.stream->next().bytes, fmt::format("retry: 3000\nid: {}\n\n", id));
  EXPECT_EQ(response.stream->next().bytes, "");
  m_app.changes.publish("layers", R"({"ids":["flood"]})");
  EXPECT_EQ(response.stream->next().bytes,
            fmt::format("id: {}\nevent: layers\ndata: {{\"ids\":[\"flood\"]}}\n\n", id + 1));
  EXPECT_EQ(response.stream->next().bytes, "");
  EXPECT_TRUE(response.stream->is_quick);
}

TEST_F(Api, WhoComesBackToTheEventsGetsWhatHeMissed) {
  m_app.changes.publish("layers", "{}");
  const auto seen = std::to_string(m_app.changes.last_id());
  m_app.changes.publish("layers", "{}");
  const auto id = m_app.changes.last_id();
  const auto response = get("/events", {{"Host", "h"}, {"Last-Event-ID", seen}});
  EXPECT_EQ(response.stream->next().bytes,
            fmt::format("id: {0}\nevent: layers\ndata: {{}}\n\nretry: 3000\nid: {0}\n\n", id));
  EXPECT_EQ(get("/events", {{"Host", "h"}, {"Last-Event-ID", "x"}}).status, 400);
}

TEST_F(Api, WhoComesFromAServerBeforeThisOneIsToldToLookAtEverything) {
  const auto response = get("/events", {{"Host", "h"}, {"Last-Event-ID", "7"}});
  EXPECT_THAT(response.stream->next().bytes, HasSubstr("event: reset\n"));
}

TEST_F(Api, MetricsNameTheLayers) {
  const auto response = get("/metrics");
  EXPECT_THAT(*response.body, HasSubstr("hazardmap_layer_features{layer=\"stations\"} 3\n"));
}

TEST_F(Api, WorkThatNobodyWaitsForIsGivenUp) {
  for (const std::string target : {"/xyz/flood/5/25/14.geojson", "/collections/stations/items",
                                   "/collections/stations/items?bbox=105,20,106,21"}) {
    std::stop_source stop;
    stop.request_stop();
    Request request;
    request.method = "GET";
    request.headers = {{"Host", "h"}};
    request.stop = stop.get_token();
    ASSERT_TRUE(server::decode_target(target, request));
    EXPECT_EQ(m_router.answer(request).status, 503) << target;
  }
}

TEST_F(Api, UnknownPathsAndMethodsSayWhatThereIs) {
  EXPECT_EQ(error("/nowhere").first, 404);
  EXPECT_EQ(error("/xyz/flood/3/1/1.png").first, 404);
  const auto response = get("/collections", {}, "DELETE");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(server::find_header(response.headers, "Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(Api, PagesOfOtherHostsMayRead) {
  EXPECT_EQ(server::find_header(get("/collections").headers, "Access-Control-Allow-Origin"), "*");
  const auto preflight = get("/collections", {{"Origin", "http://elsewhere"}}, "OPTIONS");
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(server::find_header(preflight.headers, "Access-Control-Allow-Methods"),
            "GET, HEAD, OPTIONS");
}

TEST_F(Api, HealthIsReadyUntilTheServerShutsDown) {
  EXPECT_EQ(get("/health/live").status, 200);
  EXPECT_EQ(get("/health/ready").status, 200);
  m_app.state = server::AppState::draining;
  EXPECT_EQ(get("/health/live").status, 200);
  EXPECT_EQ(get("/health/ready").status, 503);
}

TEST_F(Api, ThePageLoadsNothingOfOtherHostsAndMayDoNoMoreThanItNeeds) {
  const auto response = get("/");
  EXPECT_EQ(response.status, 200);
  const auto header = [&](std::string_view name) {
    return std::string(server::find_header(response.headers, name).value_or("absent"));
  };
  EXPECT_THAT(header("Content-Security-Policy"), HasSubstr("default-src 'self';"));
  EXPECT_THAT(header("Permissions-Policy"), HasSubstr("geolocation=()"));
  EXPECT_EQ(header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(header("X-Content-Type-Options"), "nosniff");
}

TEST_F(Api, ThePageMayStandInFramesOfOtherSites) {
  const auto response = get("/");
  EXPECT_THAT(std::string(*server::find_header(response.headers, "Content-Security-Policy")),
              HasSubstr("frame-ancestors *"));
  EXPECT_EQ(server::find_header(response.headers, "X-Frame-Options"), std::nullopt);
}

TEST_F(Api, AnAssetThatThereIsNotIsAnError) {
  EXPECT_EQ(error("/assets/nothing.js").first, 404);
}

} // namespace
