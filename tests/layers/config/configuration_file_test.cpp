#include "layers/config/configuration_file.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"

namespace {

bool is_one(const std::string& text, const char* name = "a.json") {
  return layers::is_configuration(TestFolder().write(name, text));
}

TEST(ConfigurationFile, HasLayersWhereverTheyStand) {
  EXPECT_TRUE(is_one(R"({"layers": []})"));
  EXPECT_TRUE(is_one(R"(// comment
{"server": {"port": 1}, "layers": []})"));
  const std::string late(200'000, ' ');
  EXPECT_TRUE(is_one("{" + late + R"("layers": []})"));
  EXPECT_TRUE(is_one(R"({"title": ")" + std::string(200'000, 'x') + R"(", "layers": []})"));
  EXPECT_FALSE(is_one(R"({"layers": []})", "a.geojson"));
}

TEST(ConfigurationFile, IsNotGeoJsonThatSpeaksOfLayers) {
  EXPECT_FALSE(is_one(R"({"type": "FeatureCollection", "layers": []})"));
  EXPECT_FALSE(is_one(R"({"crs": {"layers": 1}, "features": [{"properties": {"layers": 3}}]})"));
  EXPECT_FALSE(is_one(R"({"title": "layers"})"));
  EXPECT_FALSE(is_one(R"(["layers"])"));
}

TEST(ConfigurationFile, IsAlsoABrokenOne) {
  EXPECT_TRUE(is_one(R"({"title": oops, "layers": []})"));
  EXPECT_FALSE(is_one(R"({"title": oops})"));
  EXPECT_FALSE(layers::is_configuration(TestFolder().path("none.json")));
  EXPECT_TRUE(is_one(R"({"title": )" + std::string(200'000, '[') + R"("layers")"));
}

} // namespace
