// Arrival times as a surface over HTTP, asked of the sample district.
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/tile/tile.hpp"
#include "server/commands/planner.hpp"
#include "tests/support/gdal_image.hpp"
#include "tests/support/layer_sketch.hpp"
#include "tests/support/map_sketch.hpp"
#include "tests/support/planner_sketch.hpp"
#include "tests/support/sample_district.hpp"
#include "tests/support/test_folder.hpp"

namespace {

using nlohmann::json;
using server::find_header;
using ArrivalSurfaceApi = support::SampleDistrict;

constexpr geo::TileId town{12, 3280, 1864};

std::string tile_address(geo::TileId tile, const std::string& query = "") {
  return fmt::format("/arrival-times/{}/{}/{}.png{}", tile.z, tile.x, tile.y, query);
}

/// Seconds by pixel as documented; -1: transparent.
std::vector<double> seconds_in(const std::string& png) {
  support::GdalImage image(png);
  const auto red = image.band(1);
  const auto green = image.band(2);
  const auto blue = image.band(3);
  const auto alpha = image.band(4);
  std::vector<double> seconds;
  for (std::size_t i = 0; i < red.size(); ++i)
    seconds.push_back(alpha[i] == 0 ? -1 : (red[i] * 65536 + green[i] * 256 + blue[i]) / 10.0);
  return seconds;
}

geo::LonLat centre_of(geo::TileId tile, std::size_t pixel) {
  const double size = geo::pixel_in_world(tile.z);
  return geo::to_lonlat({(256.0 * tile.x + static_cast<double>(pixel % 256) + 0.5) * size,
                         (256.0 * tile.y + static_cast<double>(pixel / 256) + 0.5) * size});
}

TEST_F(ArrivalSurfaceApi, APixelOfATileHasTheTimeThatThePointHas) {
  const std::string query = "limit_s=1200&closed_by=flood:severity%3E%3D3";
  const auto response = get(tile_address(town, "?" + query));
  ASSERT_EQ(response.status, 200) << *response.body;
  const auto seconds = seconds_in(*response.body);
  ASSERT_EQ(seconds.size(), 256U * 256);
  std::mt19937 random(1);
  std::vector<std::size_t> pixels;
  std::string points;
  for (int i = 0; i < 1000; ++i) {
    pixels.push_back(random() % seconds.size());
    const auto place = centre_of(town, pixels.back());
    points += fmt::format("{}{},{}", points.empty() ? "" : ";", place.lon, place.lat);
  }
  const auto answer = document("/arrival-times?" + query + "&point=" + points);
  std::size_t reached = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const auto& found = answer["features"][i]["properties"]["arrival_s"];
    EXPECT_EQ(seconds[pixels[i]], found.is_null() ? -1 : found.get<double>()) << i;
    reached += found.is_null() ? 0 : 1;
  }
  EXPECT_GT(reached, 100U);
  EXPECT_LT(reached, 1000U);
}

TEST_F(ArrivalSurfaceApi, AGeoTiffHasTheTimesAndStationsThatPointsHave) {
  const std::string query = "limit_s=1200&remove=5";
  const auto response = get("/arrival-times.tif?" + query);
  ASSERT_EQ(response.status, 200) << *response.body;
  support::GdalImage image(*response.body);
  const auto seconds = image.band(1);
  const auto stations = image.band(2);
  std::array<double, 6> to_place{};
  ASSERT_EQ(image.dataset().GetGeoTransform(to_place.data()), CE_None);
  const auto width = static_cast<std::size_t>(image.dataset().GetRasterXSize());
  std::mt19937 random(1);
  std::uniform_real_distribution<double> within(0.01, 0.99); // of a pixel
  std::vector<std::size_t> pixels;
  std::string points;
  for (int i = 0; i < 1000; ++i) {
    pixels.push_back(random() % seconds.size());
    const double x = static_cast<double>(pixels.back() % width) + within(random);
    const double y = static_cast<double>(pixels.back() / width) + within(random);
    points += fmt::format("{}{},{}", points.empty() ? "" : ";", to_place[0] + x * to_place[1],
                          to_place[3] + y * to_place[5]);
  }
  const auto answer = document("/arrival-times?" + query + "&point=" + points);
  std::size_t reached = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const auto& found = answer["features"][i]["properties"];
    if (found["arrival_s"].is_null()) {
      EXPECT_EQ(seconds[pixels[i]], -1);
      EXPECT_EQ(stations[pixels[i]], -1);
      continue;
    }
    ++reached;
    EXPECT_EQ(seconds[pixels[i]], std::ceil(found["arrival_s"].get<double>()));
    const auto name = fmt::format("STATION_{}_ID", stations[pixels[i]]);
    EXPECT_EQ(found["station"], image.dataset().GetRasterBand(2)->GetMetadataItem(name.c_str()));
  }
  EXPECT_GT(reached, 300U);
}

TEST_F(ArrivalSurfaceApi, AGeoTiffIsAFileToDownloadInParts) {
  const std::string target = "/arrival-times.tif?limit_s=900";
  const auto whole = get(target, {{"Host", "map.test"}, {"Accept-Encoding", "gzip"}});
  EXPECT_EQ(find_header(whole.headers, "Content-Type"),
            "image/tiff; application=geotiff; profile=cloud-optimized");
  EXPECT_EQ(find_header(whole.headers, "Content-Disposition"),
            "attachment; filename=\"arrival-times.tif\"");
  EXPECT_EQ(find_header(whole.headers, "Content-Encoding"), std::nullopt);
  const std::string tag(find_header(whole.headers, "ETag").value());
  EXPECT_EQ(get(target, {{"Host", "map.test"}, {"If-None-Match", tag}}).status, 304);
  const auto part = get(target, {{"Host", "map.test"}, {"Range", "bytes=0-16383"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.body) << "of the bytes that are kept";
}

TEST_F(ArrivalSurfaceApi, WhereNobodyArrivesAGeoTiffIsOneCellWithoutData) {
  const auto response = get("/arrival-times.tif?limit_s=1");
  ASSERT_EQ(response.status, 200);
  support::GdalImage image(*response.body);
  EXPECT_EQ(image.band(1), std::vector<std::int32_t>{-1});
  EXPECT_EQ(image.band(2), std::vector<std::int32_t>{-1});
}

TEST_F(ArrivalSurfaceApi, TheCommandWritesTheSameGeoTiff) {
  server::PlannerCommand command;
  command.question = layers::Question::arrival_times;
  command.sources = {configuration()};
  command.params = {{"limit_s", "900"}, {"closed_by", "flood"}};
  const TestFolder folder;
  command.output = folder.path("times.tif");
  testing::internal::CaptureStdout();
  EXPECT_EQ(server::run_planner(command), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout().find("asked: 18 stations, "), 0U);
  EXPECT_TRUE(bytes_of(command.output) ==
              *get("/arrival-times.tif?limit_s=900&closed_by=flood").body);
  command.params.emplace_back("point", "108.3,15.9");
  command.overwrite = true;
  EXPECT_THAT(error_of([&] { server::run_planner(command); }),
              testing::StartsWith("option --point: not known here; "));
}

TEST_F(ArrivalSurfaceApi, ATileFarFromEverythingIsTransparent) {
  const auto response = get(tile_address({5, 0, 0}));
  ASSERT_EQ(response.status, 200);
  EXPECT_THAT(seconds_in(*response.body), testing::Each(-1));
}

TEST_F(ArrivalSurfaceApi, ATileIsKeptByClientAndServer) {
  const auto target = tile_address(town, "?limit_s=900");
  EXPECT_EQ(m_router.answer_at_once(request(target)), std::nullopt) << "it has to be made";
  const auto first = get(target, {{"Host", "map.test"}, {"Accept-Encoding", "gzip, br, zstd"}});
  EXPECT_EQ(find_header(first.headers, "Content-Type"), "image/png");
  EXPECT_EQ(find_header(first.headers, "Cache-Control"), m_app.tile_options.cache_control);
  EXPECT_EQ(find_header(first.headers, "Content-Encoding"), std::nullopt);
  const std::string tag(find_header(first.headers, "ETag").value());
  EXPECT_EQ(get(target, {{"Host", "map.test"}, {"If-None-Match", tag}}).status, 304);
  const auto second = m_router.answer_at_once(request(target));
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->body, first.body) << "the same bytes";
  for (const auto& other :
       {tile_address(town, "?limit_s=901"), tile_address({12, 3280, 1865}, "?limit_s=900")})
    EXPECT_NE(find_header(get(other).headers, "ETag"), tag) << other;
}

TEST_F(ArrivalSurfaceApi, TilesThatDoNotExistAreNotFound) {
  EXPECT_EQ(refusal("/arrival-times/25/0/0.png"),
            std::pair(404, std::string("tile: zoom 25 does not exist; zooms are 0 to 24")));
  EXPECT_EQ(refusal("/arrival-times/1/2/0.png"),
            std::pair(404, std::string("tile: column 2, row 0 does not exist at zoom 1; both are "
                                       "0 to 1")));
  EXPECT_EQ(refusal("/arrival-times/1/0/-1.png").first, 404);
  EXPECT_EQ(refusal("/arrival-times/a/0/0.png"),
            std::pair(400, std::string("tile: the zoom is not a whole number")));
  EXPECT_EQ(get("/arrival-times/1/0/0.jpg").status, 404);
}

TEST_F(ArrivalSurfaceApi, WrongQuestionsAreTheClientsFault) {
  const auto tile = tile_address(town);
  EXPECT_EQ(refusal(tile + "?limits_s=600"),
            std::pair(400, std::string("parameter limits_s: not known here; did you mean "
                                       "limit_s?")));
  EXPECT_THAT(refusal(tile + "?v=3").second,
              testing::HasSubstr("parameter v: not known here; known are: access_m, add, at, "));
  EXPECT_EQ(refusal(tile + "?limit_s=0").first, 400);
  EXPECT_EQ(refusal(tile + "?limit_s=60&limit_s=90").first, 400);
  EXPECT_EQ(refusal(tile + "?point=108.3,15.9").first, 400);
  EXPECT_EQ(refusal(tile + "?closed_by=lava").first, 404);
  EXPECT_EQ(refusal(tile + "?stations=999").first, 404);
  EXPECT_EQ(refusal("/arrival-times.tif?split=station").first, 400);
  EXPECT_EQ(refusal("/arrival-times.tif?point=108.3,15.9").first, 400);
  EXPECT_EQ(refusal("/arrival-times").second, "parameter point: missing; write point=lon,lat");
  EXPECT_EQ(refusal("/arrival-times?point=108.3").first, 400);
}

TEST_F(ArrivalSurfaceApi, WithoutRoadsOrStationsTheAnswerSaysSo) {
  support::MapSketch roads;
  roads.road({{0, 0}, {1000, 0}}, support::street);
  m_app.catalog.publish(support::model_of(roads));
  EXPECT_EQ(refusal(tile_address(town)),
            std::pair(400, std::string("stations: there is none to start from; serve a layer of "
                                       "kind station, or add one with add=lon,lat")));
  EXPECT_EQ(get(tile_address(town, "?add=105,21")).status, 200);
  support::Sketch stations;
  stations.point({105.5, 20.5});
  m_app.catalog.publish({{}, {stations.layer("stations")}});
  EXPECT_EQ(refusal(tile_address(town)).first, 404);
}

TEST_F(ArrivalSurfaceApi, WorkThatNobodyWaitsForIsGivenUp) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(get(tile_address(town, "?limit_s=777"), {}, stop.get_token()).status, 503);
}

} // namespace
