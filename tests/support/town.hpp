#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "geo/local_plane.hpp"
#include "geo/road/road_graph.hpp"

namespace support {

struct TownPlan {
  std::uint32_t crossings = 50; ///< each way
  double block_m = 100;
  std::uint32_t main_every = 8; ///< streets
  float main_km_h = 60;
  float street_km_h = 36;
  unsigned seed = 1;
};

/// An invented town around 105.8 E 21 N: a lattice of bent streets, crossings moved at random, one
/// street in twelve missing, one in twelve one-way.
struct Town {
  std::vector<std::vector<geo::LonLat>> streets;
  std::vector<geo::RoadLine> roads; ///< their points lie in streets

  geo::RoadGraph graph() const { return geo::build_road_graph(roads); }
};

inline Town build_town(const TownPlan& plan) {
  std::mt19937 random(plan.seed);
  const geo::LocalPlane plane({105.8, 21});
  const auto up_to = [&](unsigned most) { return static_cast<unsigned>(random() % (most + 1)); };
  const auto moved = [&](double at) {
    return at + (up_to(1000) / 1000.0 - 0.5) * plan.block_m / 2;
  };
  const auto size = plan.crossings;
  std::vector<geo::LocalXY> crossings;
  for (std::uint32_t i = 0; i < size * size; ++i)
    crossings.push_back({moved((i % size - size / 2.0) * plan.block_m),
                         moved((i / size - size / 2.0) * plan.block_m)});
  Town town;
  const auto add = [&](std::uint32_t from, std::uint32_t to, bool is_main) {
    const auto chance = up_to(11);
    if (chance == 0 && !is_main)
      return;
    const auto a = crossings[from];
    const auto b = crossings[to];
    const double bend = (up_to(1000) / 1000.0 - 0.5) * 0.2;
    const geo::LocalXY middle{(a.x_m + b.x_m) / 2 + bend * (b.y_m - a.y_m),
                              (a.y_m + b.y_m) / 2 - bend * (b.x_m - a.x_m)};
    town.streets.push_back({plane.to_lonlat(a), plane.to_lonlat(middle), plane.to_lonlat(b)});
    geo::RoadLine road;
    road.forward_km_h = is_main ? plan.main_km_h : plan.street_km_h;
    road.backward_km_h = chance == 1 && !is_main ? 0 : road.forward_km_h;
    town.roads.push_back(road);
  };
  for (std::uint32_t i = 0; i < size * size; ++i) {
    if (i % size + 1 < size)
      add(i, i + 1, i / size % plan.main_every == 0);
    if (i / size + 1 < size)
      add(i, i + size, i % size % plan.main_every == 0);
  }
  for (std::size_t r = 0; r < town.roads.size(); ++r)
    town.roads[r].points = town.streets[r];
  return town;
}

} // namespace support
