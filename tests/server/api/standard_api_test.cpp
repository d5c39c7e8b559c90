#include <map>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/api_fixture.hpp"

namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

server::Headers accepting(const std::string& accept) {
  return {{"Host", "map.test"}, {"Accept", accept}};
}

TEST_F(Api, TheRootIsAMapForBrowsersAndALandingPageForClients) {
  const auto type_for = [&](const std::string& accept) {
    const auto response = get("/", accepting(accept));
    EXPECT_THAT(std::string(*server::find_header(response.headers, "Vary")), HasSubstr("Accept"));
    return std::string(*server::find_header(response.headers, "Content-Type"));
  };
  EXPECT_THAT(type_for("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
              HasSubstr("text/html"));
  EXPECT_THAT(type_for("*/*"), HasSubstr("text/html"));
  EXPECT_EQ(type_for("application/json"), "application/json");
  EXPECT_EQ(type_for("application/json, text/html;q=0.5"), "application/json");
  EXPECT_THAT(*get("/?f=html", accepting("application/json")).body, HasSubstr("<html"));
  EXPECT_EQ(error("/?f=xml").second, "f=xml: must be html or json");
}

/// href by rel.
std::map<std::string, std::string> links_of(const json& document) {
  std::map<std::string, std::string> links;
  for (const auto& link : document["links"])
    links[link["rel"]] = link["href"];
  return links;
}

TEST_F(Api, TheLandingPageLeadsToAllThatAStandardsClientNeeds) {
  const auto landing = document("/?f=json");
  EXPECT_EQ(landing["title"], "Hòa Giang");
  const auto links = links_of(landing);
  for (const auto* rel : {"self", "service-desc", "conformance", "data"}) {
    ASSERT_TRUE(links.contains(rel)) << rel;
    const auto target = links.at(rel).substr(std::string("http://map.test").size());
    EXPECT_EQ(get(target).status, 200) << target;
  }
  for (const auto& link : landing["links"])
    if (link["rel"] == "service-desc") {
      EXPECT_EQ(link["type"], "application/vnd.oai.openapi+json;version=3.0");
    }
}

TEST_F(Api, TheDescriptionHasEveryRouteAndNoOther) {
  const auto paths = document("/api")["paths"];
  std::set<std::string> expected;
  for (const auto& route : server::routes())
    if (!route.pattern.starts_with("/assets/")) {
      const std::string path(route.pattern);
      expected.insert(path);
      ASSERT_TRUE(paths.contains(path)) << path;
      EXPECT_TRUE(paths[path].contains(route.method == "POST" ? "post" : "get")) << path;
      for (const std::string id : {"flood", "stations"})
        if (path.starts_with("/collections/{id}"))
          expected.insert("/collections/" + id +
                          path.substr(std::string("/collections/{id}").size()));
    }
  for (const auto& [path, item] : paths.items())
    EXPECT_TRUE(expected.contains(path)) << path;
  EXPECT_EQ(paths.size(), expected.size());
}

TEST_F(Api, TheDescriptionRefersToNothingElsewhereAndNamesEachOperationOnce) {
  const auto description = document("/api");
  std::set<std::string> ids;
  const auto check_references = [&](const auto& self, const json& node) -> void {
    if (node.is_object() && node.contains("$ref")) {
      const auto target = node["$ref"].get<std::string>();
      ASSERT_TRUE(target.starts_with("#/")) << target;
      EXPECT_TRUE(description.contains(json::json_pointer(target.substr(1)))) << target;
    }
    for (const auto& child : node)
      if (child.is_structured())
        self(self, child);
  };
  check_references(check_references, description);
  for (const auto& [path, item] : description["paths"].items())
    for (const auto& [method, operation] : item.items()) {
      EXPECT_TRUE(ids.insert(operation["operationId"]).second) << operation["operationId"];
      EXPECT_TRUE(operation["responses"].contains("200")) << path;
    }
}

TEST_F(Api, WhatTheDescriptionSaysOfItemsHolds) {
  const auto limit = document("/api")["components"]["parameters"]["limit"]["schema"];
  const auto most = limit["maximum"].get<int>();
  EXPECT_EQ(document(fmt::format("/collections/stations/items?limit={}", most))["numberReturned"],
            3);
  EXPECT_EQ(limit["default"], most) << "QGIS asks for pages of so many";
  EXPECT_EQ(error("/collections/stations/items?limit=0").first, 400);
  EXPECT_EQ(error("/collections/stations/items?limit=unlimited").first, 400);
  EXPECT_EQ(document("/collections/stations/items?bbox=177,65,-177,70")["numberMatched"], 0);
}

/// Points whose attribute "at" is a time each; a null has none.
std::shared_ptr<const layers::Layer> timed_layer() {
  layers::SourceFeatures source;
  int id = 0;
  for (const auto* time :
       {"\"2024-02-29\"", "\"2024-03-01T00:30:00+07:00\"", "\"2024-03-02T12:00:00Z\"", "null"}) {
    source.geometry.add_point({105.5, 20.5});
    source.json += fmt::format(R"("id":{},"properties":{{"at":{}}})", ++id, time);
    source.end_feature();
  }
  auto layer = std::make_shared<layers::Layer>();
  layer->config.id = "calls";
  layer->config.fields["time"] = "at";
  layer->features = layers::build_feature_set(std::move(source));
  return layer;
}

class TimedApi : public Api {
protected:
  TimedApi() { m_app.catalog.publish({{}, {timed_layer()}}); }

  std::vector<int> ids(const std::string& datetime) {
    std::vector<int> found;
    const auto page = document("/collections/calls/items?datetime=" + datetime);
    for (const auto& feature : page["features"])
      found.push_back(feature["id"]);
    return found;
  }
};

TEST_F(TimedApi, ItemsOfATimeMeetIt) {
  EXPECT_THAT(ids("2024-02-29"), ElementsAre(1, 2)) << "the second is of 17:30 UTC";
  EXPECT_THAT(ids("2024-02-29T17:30:00Z"), ElementsAre(1, 2));
  EXPECT_THAT(ids("2024-02-29T17:30:01Z"), ElementsAre(1)) << "which is of all that day";
  EXPECT_THAT(ids("2024-03-01T00:00:00Z/2024-03-02T12:00:00Z"), ElementsAre(3));
  EXPECT_THAT(ids("../2024-02-29"), ElementsAre(1, 2));
  EXPECT_THAT(ids("2024-02-29T18:00:00Z/.."), ElementsAre(1, 3));
  EXPECT_THAT(ids("2024-03-01/"), ElementsAre(3));
  EXPECT_THAT(ids("2024-03-01T/.."), ElementsAre(3)) << "as GDAL has it";
  EXPECT_THAT(ids("../.."), ElementsAre(1, 2, 3)) << "the last has no time";
  EXPECT_THAT(ids("2024-03-03"), IsEmpty());
}

TEST_F(Api, MillisecondsSince1970AreTimesToo) {
  layers::SourceFeatures source;
  source.geometry.add_point({105.5, 20.5});
  source.json = R"("id":1,"properties":{"at":1735689600000})"; // 2025-01-01
  source.end_feature();
  auto layer = std::make_shared<layers::Layer>();
  layer->config.id = "calls";
  layer->config.fields["time"] = "at";
  layer->features = layers::build_feature_set(std::move(source));
  m_app.catalog.publish({{}, {layer}});
  EXPECT_EQ(document("/collections/calls/items?datetime=2025-01-01")["numberMatched"], 1);
  EXPECT_EQ(document("/collections/calls/items?datetime=2025-01-02")["numberMatched"], 0);
}

TEST_F(TimedApi, ATimeAndABoxBothCount) {
  const auto page =
      document("/collections/calls/items?datetime=2024-02-29&bbox=105,20,106,21&limit=1");
  EXPECT_EQ(page["numberMatched"], 2);
  const auto next = links_of(page).at("next");
  EXPECT_THAT(next, HasSubstr("&bbox=105,20,106,21&datetime=2024-02-29"));
  EXPECT_EQ(document("/collections/calls/items?datetime=2024-02-29&bbox=1,2,3,4")["numberMatched"],
            0);
}

TEST_F(TimedApi, ACollectionSaysFromWhenToWhenItIs) {
  EXPECT_EQ(document("/collections/calls")["extent"]["temporal"]["interval"],
            json::parse(R"([["2024-02-29T00:00:00Z", "2024-03-02T12:00:00Z"]])"));
}

TEST_F(TimedApi, WhatIsNoTimeIsRefused) {
  for (const auto* wrong :
       {"yesterday", "2024-02-30", "2024-03-02/2024-03-01", "2024-02-29/x", "1/2/3"})
    EXPECT_EQ(error(std::string("/collections/calls/items?datetime=") + wrong).first, 400) << wrong;
}

TEST_F(Api, WithoutATimeRoleEveryFeatureIsOfAnyTime) {
  EXPECT_EQ(document("/collections/stations/items?datetime=2024-02-29")["numberMatched"], 3);
}

TEST_F(Api, PbfIsAnotherNameOfMvt) {
  EXPECT_EQ(*get("/xyz/flood/6/50/28.pbf").body, *get("/xyz/flood/6/50/28.mvt").body);
}

/// An address as its tileset's link "item" has it, for a tile; of the first form.
std::string tile_address(const json& tileset, const std::string& zoom, int row, int column) {
  for (const auto& link : tileset["links"])
    if (link["rel"] == "item") {
      auto href = link["href"].get<std::string>().substr(std::string("http://map.test").size());
      for (const auto& [name, value] :
           std::map<std::string, std::string>{{"{tileMatrix}", zoom},
                                              {"{tileRow}", std::to_string(row)},
                                              {"{tileCol}", std::to_string(column)}})
        href.replace(href.find(name), name.size(), value);
      return href;
    }
  return "";
}

TEST_F(Api, EveryTileWithinTheLimitsIsThereAndNoneBeyond) {
  const auto landing = document("/?f=json");
  const auto of_all =
      links_of(landing).at("http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector");
  EXPECT_EQ(of_all, "http://map.test/tiles?f=json");
  for (const std::string list : {"/tiles", "/collections/flood/tiles"}) {
    const auto tilesets = document(list)["tilesets"];
    ASSERT_EQ(tilesets.size(), 1);
    const auto& tileset = tilesets[0];
    EXPECT_EQ(tileset, document(list + "/WebMercatorQuad"));
    for (const auto& limits : tileset["tileMatrixSetLimits"]) {
      const auto zoom = limits["tileMatrix"].get<std::string>();
      const auto status = [&](int row, int column) {
        return get(tile_address(tileset, zoom, row, column)).status;
      };
      const auto row = limits["maxTileRow"].get<int>();
      const auto column = limits["minTileCol"].get<int>();
      EXPECT_EQ(status(row, column), 200) << zoom;
      EXPECT_EQ(status(row + 1, column), 404) << zoom;
      EXPECT_EQ(status(row, 2'147'483'647), 404) << zoom;
    }
  }
}

TEST_F(Api, TheLimitsAreThoseOfTheExtent) {
  // 105 to 106 E is 285 / 360 and 286 / 360 of the world: columns 50.7 and 50.8 of 64.
  const auto limits =
      document("/collections/flood/tiles/WebMercatorQuad")["tileMatrixSetLimits"][6];
  EXPECT_EQ(limits["tileMatrix"], "6");
  EXPECT_EQ(limits["minTileCol"], 50);
  EXPECT_EQ(limits["maxTileCol"], 50);
  EXPECT_EQ(limits["minTileRow"], 28); // as the tests of tiles have it
  EXPECT_EQ(limits["maxTileRow"], 28);
}

TEST_F(Api, TilesOfAStandardAddressAreThoseOfTheShortOne) {
  EXPECT_EQ(*get("/collections/flood/tiles/WebMercatorQuad/6/28/50").body,
            *get("/xyz/flood/6/50/28.mvt").body);
  EXPECT_EQ(*get("/tiles/WebMercatorQuad/6/28/50?f=geojson").body,
            *get("/xyz/flood,stations/6/50/28.geojson").body);
  const auto response = get("/tiles/WebMercatorQuad/6/28/50", accepting("application/geo+json"));
  EXPECT_EQ(*server::find_header(response.headers, "Content-Type"), "application/geo+json");
  EXPECT_EQ(error("/tiles/WorldCRS84Quad/0/0/0").second,
            "tile matrix set \"WorldCRS84Quad\": there is WebMercatorQuad");
  EXPECT_EQ(error("/tiles/WebMercatorQuad/0/0/0?f=png").second, "f=png: must be mvt or geojson");
}

TEST_F(Api, ATileMatrixHasTheScaleOfTheStandard) { // OGC 17-083r4, table D.1
  const auto matrices = document("/tileMatrixSets/WebMercatorQuad")["tileMatrices"];
  EXPECT_NEAR(matrices[0]["scaleDenominator"].get<double>(), 559'082'264.028'717'8, 1e-3);
  EXPECT_NEAR(matrices[18]["cellSize"].get<double>(), 0.597'164'283'559'817'1, 1e-9);
  EXPECT_EQ(matrices[18]["matrixWidth"], 262'144);
}

} // namespace
