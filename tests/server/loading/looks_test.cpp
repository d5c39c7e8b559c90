#include "server/loading/looks.hpp"

#include <gtest/gtest.h>

#include "geo/error.hpp"
#include "tests/support/layer_sketch.hpp"
#include "tests/support/test_folder.hpp"

namespace {

std::shared_ptr<layers::Layer> layer_with(layers::Kind kind, const std::string& style,
                                          std::map<std::string, std::string> fields) {
  support::Sketch sketch;
  sketch.point({105, 21});
  auto layer = std::make_shared<layers::Layer>(*sketch.layer("a"));
  layer->config.kind = kind;
  layer->config.style = style;
  layer->config.fields = std::move(fields);
  return layer;
}

TEST(Looks, OfRoadsAreByTheirClass) {
  const auto layer = server::with_looks(layer_with(layers::Kind::road, "", {{"class", "highway"}}));
  const auto& drawn = layer->drawn_from;
  EXPECT_EQ(drawn.attribute, "highway");
  EXPECT_EQ(drawn.zooms.at("motorway"), 3);
  EXPECT_EQ(drawn.zooms.at("residential"), 10);
  EXPECT_EQ(drawn.zooms.at("footway"), 13);
  EXPECT_EQ(drawn.otherwise, 9);
}

TEST(Looks, WithoutTheRoleAreThoseOfOthers) {
  const auto layer = server::with_looks(layer_with(layers::Kind::road, "", {}));
  EXPECT_EQ(layer->drawn_from.attribute, "");
  EXPECT_TRUE(layer->drawn_from.zooms.empty());
  EXPECT_EQ(layer->drawn_from.all_from, 9);
}

TEST(Looks, OfAStyleOfTheUsersOwnAreItsOwn) {
  const TestFolder folder;
  const auto style = [&](const std::string& zoom) {
    return folder.write("own.json", R"({"property": "severity", "entries": [
      {"values": [3, "high"], "title": {"vi": "c", "en": "h"}, )" +
                                        zoom + R"(
       "light": {"fill": "#000000"}, "dark": {"fill": "#ffffff"}}],
      "other": {"title": {"vi": "k", "en": "o"}, "light": {"fill": "#000000"},
                "dark": {"fill": "#ffffff"}}})");
  };
  const auto drawn = [&](const std::string& path) {
    return server::with_looks(layer_with(layers::Kind::road, path, {{"severity", "level"}}))
        ->drawn_from;
  };
  EXPECT_EQ(drawn(style(R"("min_zoom": 7,)")),
            layers::class_zooms("level", {{"3", 7}, {"high", 7}}, 0));
  EXPECT_EQ(drawn(style("")).all_from, 0) << "without zooms everything is drawn";
}

TEST(Looks, ThatAreTheSameLeaveTheLayerAsItIs) {
  const auto once = server::with_looks(layer_with(layers::Kind::road, "", {{"class", "highway"}}));
  EXPECT_EQ(server::with_looks(once), once);
}

TEST(Looks, OfAStyleThatIsNotThereAreAnError) {
  EXPECT_THROW(server::with_looks(layer_with(layers::Kind::road, "/nowhere/own.json", {})),
               geo::Error);
}

} // namespace
