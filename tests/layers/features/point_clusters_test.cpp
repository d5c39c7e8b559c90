#include "layers/features/point_clusters.hpp"

#include <cmath>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace {

using layers::Cluster;
using layers::PointClusters;
using Points = std::vector<PointClusters::Point>;

/// Spread over the world, with crowds, and points on the borders of tiles and of the world.
Points many_points() {
  std::mt19937 random(7); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time
  std::uniform_real_distribution<double> lon(-180, 180);
  std::uniform_real_distribution<double> lat(-85.05, 85.05);
  std::normal_distribution<double> near(0, 0.02);
  Points points;
  const auto add = [&](double x, double y) {
    points.push_back({static_cast<std::uint32_t>(points.size()), {x, y}});
  };
  for (int i = 0; i < 1000; ++i)
    add(lon(random), lat(random));
  for (int i = 0; i < 3000; ++i)
    add(105.85 + near(random), 21.03 + near(random));
  for (const double x : {-180.0, -90.0, 0.0, 90.0, 180.0})
    for (const double y : {-85.06, -60.0, 0.0, 60.0, 85.06})
      add(x, y);
  return points;
}

bool is_in(const Cluster& cluster, geo::TileId tile) {
  const double n = geo::tiles_across(tile.z);
  return cluster.centre.x * n >= tile.x && cluster.centre.x * n < tile.x + 1.0 &&
         cluster.centre.y * n >= tile.y && cluster.centre.y * n < tile.y + 1.0;
}

TEST(PointClusters, CountsAddUpToAllPointsAtEveryZoom) {
  const auto points = many_points();
  const PointClusters clusters(points);
  for (int z = 0; z <= 7; ++z) {
    std::size_t sum = 0;
    for (std::uint32_t x = 0; x < geo::tiles_across(z); ++x)
      for (std::uint32_t y = 0; y < geo::tiles_across(z); ++y)
        for (const auto& cluster : clusters.in({z, x, y}))
          sum += is_in(cluster, {z, x, y}) ? cluster.count : 0;
    EXPECT_EQ(sum, points.size()) << "zoom " << z;
  }
}

TEST(PointClusters, ACellHasOneClusterAtThePointsMean) {
  // At zoom 3 a cell is 32 * 360 / 256 / 8 = 5.625 degrees wide; the equator and Greenwich are
  // borders of cells.
  const PointClusters clusters(Points{{0, {0.5, -0.5}}, {1, {1.5, -0.7}}, {2, {5.9, -0.5}}});
  const auto found = clusters.in({3, 4, 4});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].count, 2U);
  const auto mean = geo::to_lonlat(found[0].centre);
  EXPECT_NEAR(mean.lon, 1.0, 1e-6);
  EXPECT_NEAR(mean.lat, -0.6, 1e-4); // Mercator is straight enough here
  EXPECT_EQ(found[1].count, 1U);
  EXPECT_EQ(found[1].number, 2U);
}

TEST(PointClusters, TheBufferShowsTheClustersOfTheNeighbours) {
  // 8 pixels at zoom 3 are 1.406 degrees. The tile begins at Greenwich.
  const PointClusters clusters(Points{{0, {-1.3, -5}}, {1, {-1.5, -9}}});
  const auto found = clusters.in({3, 4, 4});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].number, 0U);
}

TEST(PointClusters, ATileAndItsNeighbourSayTheSameOfACluster) {
  const PointClusters clusters(many_points());
  std::map<std::pair<double, double>, std::uint32_t> counts;
  for (std::uint32_t x = 0; x < 16; ++x)
    for (std::uint32_t y = 0; y < 16; ++y)
      for (const auto& c : clusters.in({4, x, y})) {
        const auto [known, is_new] = counts.try_emplace({c.centre.x, c.centre.y}, c.count);
        EXPECT_EQ(known->second, c.count);
      }
}

TEST(PointClusters, FiftyThousandPointsAtOnePlaceAreOneCluster) {
  const PointClusters clusters(Points(50'000, {0, {105.8, 21}}));
  for (const int z : {0, 10, 20, 24}) {
    const auto world = geo::to_world({105.8, 21});
    const double n = geo::tiles_across(z);
    const auto found = clusters.in(
        {z, static_cast<std::uint32_t>(world.x * n), static_cast<std::uint32_t>(world.y * n)});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].count, 50'000U);
    EXPECT_NEAR(found[0].centre.x, world.x, 1e-9);
  }
}

TEST(PointClusters, WithoutPointsThereIsNone) {
  EXPECT_TRUE(PointClusters().in({0, 0, 0}).empty());
  EXPECT_TRUE(PointClusters(Points{}).in({3, 1, 1}).empty());
}

} // namespace
