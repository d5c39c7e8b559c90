#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/api_fixture.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using nlohmann::json;
using server::Request;
using server::Response;
using support::Sketch;
using testing::HasSubstr;

TEST_F(Api, AnErrorIsJsonWhateverTheRequestHeld) {
  EXPECT_EQ(error("/xyz/%3Cscript%3E%22%0A%01/3/1/1.geojson").first, 404);
  EXPECT_EQ(error("/collections/%FF%FE").first, 404); // not UTF-8
  EXPECT_EQ(error("/collections/flood/items?limit=%FF").first, 400);
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

TEST_F(Api, EachAddressHasItsClassOfWork) {
  const auto of = [&](const std::string& target, const std::string& method = "GET") {
    return m_router.class_of(request(target, {{"Host", "map.test"}}, method));
  };
  for (const auto* target : {"/response-areas", "/first-due", "/coverage", "/nearest-stations",
                             "/arrival-times", "/arrival-times/6/50/28.png", "/arrival-times.tif"})
    EXPECT_EQ(of(target), server::WorkClass::questions) << target;
  EXPECT_EQ(of("/nearest-stations", "POST"), server::WorkClass::questions);
  EXPECT_EQ(of("/collections/flood/download.geojson"), server::WorkClass::downloads);
  for (const auto* target : {"/xyz/flood/6/50/28.mvt", "/collections", "/nowhere"})
    EXPECT_EQ(of(target), server::WorkClass::tiles) << target;
}

TEST_F(Api, AParameterThatIsNotKnownIsRefusedByEveryAddressButTilesOfLayers) {
  for (const auto* target : {"/",
                             "/assets/app.js",
                             "/conformance",
                             "/api",
                             "/collections",
                             "/collections/flood",
                             "/collections/flood/items",
                             "/collections/stations/items/1",
                             "/collections/flood/download.geojson",
                             "/xyz/flood.json",
                             "/legend/flood",
                             "/response-areas",
                             "/first-due",
                             "/coverage",
                             "/nearest-stations",
                             "/arrival-times",
                             "/arrival-times/6/50/28.png",
                             "/arrival-times.tif",
                             "/standards",
                             "/events",
                             "/health/live",
                             "/health/ready",
                             "/metrics"}) {
    const auto [status, detail] = error(target + std::string("?v=3"));
    EXPECT_EQ(status, 400) << target;
    EXPECT_THAT(detail, HasSubstr("parameter v: not known here; ")) << target;
  }
  EXPECT_THAT(error("/?v=3").second, HasSubstr("known are: f, lang"));
  EXPECT_THAT(error("/collections/flood/items?v=3").second,
              HasSubstr("known are: bbox, datetime, limit, offset"));
  EXPECT_THAT(error("/xyz/flood.json?v=3").second, HasSubstr("known are: format"));
}

TEST_F(Api, TilesIgnoreParametersThatMapClientsAdd) {
  for (const auto* ending : {"geojson", "mvt"}) {
    const auto target = fmt::format("/xyz/flood/6/50/28.{}", ending);
    const auto plain = get(target);
    const auto with_parameters = get(target + "?v=3&_=1700000000&v=4");
    EXPECT_EQ(with_parameters.status, 200);
    EXPECT_EQ(*with_parameters.body, *plain.body);
    EXPECT_EQ(*server::find_header(with_parameters.headers, "ETag"),
              *server::find_header(plain.headers, "ETag"));
  }
}

TEST_F(Api, NoPageOfAnotherSiteMayReadTheMetrics) {
  for (const auto* method : {"GET", "OPTIONS", "DELETE"})
    for (const auto& [name, value] : get("/metrics", {}, method).headers)
      EXPECT_FALSE(name.starts_with("Access-Control-")) << method << " " << name;
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

TEST_F(Api, CollectionsSayWhereMostOfThemLiesIfThatIsLess) {
  EXPECT_FALSE(document("/collections/flood").contains("focus"));
  Sketch sketch;
  for (int i = 0; i < 200; ++i)
    sketch.square(10 + 0.01 * (i % 20), 20 + 0.01 * (i / 20), 0.01);
  sketch.square(30, 40, 0.01);
  m_app.catalog.publish({{}, {sketch.layer("town")}});
  const auto town = document("/collections/town");
  EXPECT_EQ(town["extent"]["spatial"]["bbox"], (json{{10.0, 20.0, 30.01, 40.01}}));
  ASSERT_EQ(town["focus"].size(), 4U);
  EXPECT_LE(town["focus"][2], 10.21);
  EXPECT_LE(town["focus"][3], 20.11);
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
        R"("id":0,"properties":{"text":")" + std::string(33 * mebibyte, '~') + R"("})";
    large.source.geometry.add_point({105, 20});
    large.source.end_feature();
  }
  m_app.catalog.publish({{}, {large.layer("large")}});
  const auto page = get("/collections/large/items");
  EXPECT_GT(page.body->size(), 2 * 33 * mebibyte);
  EXPECT_LT(page.body->size(), 3 * 33 * mebibyte);
  // Only the end is read: a JSON parser takes seconds for so much.
  const auto end = page.body->rfind(R"(,"numberMatched")");
  const auto counts = json::parse("{" + page.body->substr(end + 1));
  EXPECT_EQ(counts["numberMatched"], 3);
  EXPECT_EQ(counts["numberReturned"], 2); // the second of 33 MiB goes beyond 64 MiB
  EXPECT_EQ(counts["links"][2]["rel"], "next");
  EXPECT_EQ(counts["links"][2]["href"],
            "http://map.test/collections/large/items?limit=10000&offset=2");
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

TEST_F(Api, FeaturesAreFoundByTheTextOfTheirIds) {
  Sketch sketch;
  for (const char* id :
       {R"("a\"b")", R"("a\\b")", R"("a\u0001\nb")", R"("Tr\u1ea1m")", R"("\ud83d\ude92")"}) {
    sketch.source.json += fmt::format(R"("id":{},"properties":{{}})", id);
    sketch.source.geometry.add_point({105, 20});
    sketch.source.end_feature();
  }
  m_app.catalog.publish({{}, {sketch.layer("odd")}});
  for (const std::string path : {"a%22b", "a%5Cb", "a%01%0Ab", "Tr%E1%BA%A1m", "%F0%9F%9A%92"}) {
    const auto found = document("/collections/odd/items/" + path);
    EXPECT_EQ(found["links"][0]["href"], "http://map.test/collections/odd/items/" + path);
  }
  EXPECT_EQ(document("/collections/odd/items/a%22b")["id"], "a\"b");
  EXPECT_EQ(error("/collections/odd/items/a%5C%22b").first, 404);
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

TEST_F(Api, AStyleFileThatBreaksLaterIsTheServersFault) {
  const TestFolder folder;
  Sketch flood;
  flood.square(105, 20, 1);
  auto layer = std::make_shared<layers::Layer>(*flood.layer("flood"));
  layer->config.style = folder.path("mine.json");
  m_app.catalog.publish({{}, {layer}});
  const auto fault = std::pair(500, std::string("internal error; the server's log says more"));
  EXPECT_EQ(error("/legend/flood"), fault); // there is none
  folder.write("mine.json", R"({"entries": 3})");
  EXPECT_EQ(error("/legend/flood"), fault);
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
  EXPECT_EQ(m_app.download_pieces.count(),
            1U); // of all parts but the first, only they were written
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

TEST_F(Api, ADownloadOfAnotherVersionIsNotBegun) {
  const std::string target = "/collections/stations/download.geojson";
  const auto other = get(target, {{"Host", "h"}, {"If-Match", "\"another\""}});
  EXPECT_EQ(other.status, 412);
  EXPECT_EQ(other.stream, nullptr);
  const std::string tag(*server::find_header(get(target).headers, "ETag"));
  EXPECT_EQ(get(target, {{"Host", "h"}, {"If-Match", tag}}).status, 200);
}

TEST_F(Api, AHeadOfAPartIsThatOfTheWhole) { // RFC 9110 section 14.2
  const std::string target = "/collections/stations/download.geojson";
  const auto head = get(target, {{"Host", "h"}, {"Range", "bytes=5-"}}, "HEAD");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers, get(target, {{"Host", "h"}}, "HEAD").headers);
  EXPECT_EQ(head.stream->length, std::nullopt); // nothing was written to find its length
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

TEST_F(Api, ReadinessNamesTheVersionAndTheLibraries) {
  m_app.libraries = {{"GDAL", "3.6.2"}, {"PROJ", "9.1.1"}};
  EXPECT_EQ(document("/health/ready"),
            (nlohmann::json{{"status", "ready"},
                            {"layers", 2},
                            {"version", HAZARDMAP_VERSION},
                            {"libraries", {{"GDAL", "3.6.2"}, {"PROJ", "9.1.1"}}}}));
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
