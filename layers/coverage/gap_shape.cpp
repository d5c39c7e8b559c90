// On a grid, each cell knows how far the nearest place is; the border runs where that passes the
// radius.
#include "layers/coverage/gap_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "geo/area/label_map.hpp"

namespace layers {

namespace {

using geo::LocalXY;

/// A grid over discs around positions, all cells still far away.
struct DistanceGrid {
  geo::LabelGrid grid;
  std::vector<float> squared_m; ///< from each cell's centre to the nearest position, row by row
};

DistanceGrid grid_over(const geo::LocalPlane& plane, std::span<const LocalXY> positions,
                       double radius_m) {
  constexpr double cells_per_radius = 12;
  constexpr double most_cells = 4'000'000;
  const auto [west, east] = std::ranges::minmax(positions, {}, &LocalXY::x_m);
  const auto [south, north] = std::ranges::minmax(positions, {}, &LocalXY::y_m);
  const double width_m = east.x_m - west.x_m + 2 * radius_m;
  const double height_m = north.y_m - south.y_m + 2 * radius_m;
  geo::SquareGrid grid;
  grid.plane = plane;
  grid.cell_m = std::max(radius_m / cells_per_radius, std::sqrt(width_m * height_m / most_cells));
  grid.west_m = west.x_m - radius_m - 2 * grid.cell_m;
  grid.south_m = south.y_m - radius_m - 2 * grid.cell_m;
  grid.columns = static_cast<std::uint32_t>(width_m / grid.cell_m) + 5;
  grid.rows = static_cast<std::uint32_t>(height_m / grid.cell_m) + 5;
  return {geo::unlabelled(grid), std::vector<float>(std::size_t{grid.columns} * grid.rows,
                                                    std::numeric_limits<float>::infinity())};
}

/// Lowers the distances of the cells up to just beyond the radius.
void stamp(DistanceGrid& distances, LocalXY position, double radius_m) {
  const auto& grid = distances.grid;
  const double reach_m = radius_m + 1.5 * grid.cell_m;
  const auto first = [&](double from_m) {
    return static_cast<std::uint32_t>(std::max(0.0, std::ceil(from_m / grid.cell_m)));
  };
  const auto last = [&](double from_m, std::uint32_t count) {
    return std::min(count - 1, static_cast<std::uint32_t>(from_m / grid.cell_m));
  };
  const LocalXY at{position.x_m - grid.west_m, position.y_m - grid.south_m};
  const auto first_column = first(at.x_m - reach_m);
  const auto columns = last(at.x_m + reach_m, grid.columns) + 1 - first_column;
  const auto west_m = static_cast<float>(first_column * grid.cell_m - at.x_m);
  const auto cell_m = static_cast<float>(grid.cell_m);
  for (auto row = first(at.y_m - reach_m); row <= last(at.y_m + reach_m, grid.rows); ++row) {
    const auto north_m = static_cast<float>(row * grid.cell_m - at.y_m);
    auto* cells = &distances.squared_m[std::size_t{row} * grid.columns + first_column];
    for (std::uint32_t i = 0; i < columns; ++i) { // compilers vectorise it
      const float east_m = west_m + static_cast<float>(static_cast<std::int32_t>(i)) * cell_m;
      cells[i] = std::min(cells[i], east_m * east_m + north_m * north_m);
    }
  }
}

/// Where between two cells, in 1/256 of the way, the distance passes the radius.
std::uint8_t crossing(float squared_m, float next_squared_m, double radius_m) {
  const double distance = std::sqrt(static_cast<double>(squared_m));
  const double next = std::sqrt(static_cast<double>(next_squared_m));
  const double share = (radius_m - distance) / (next - distance);
  return static_cast<std::uint8_t>(std::clamp(std::lround(share * 256), 16L, 240L));
}

void set_labels(DistanceGrid& distances, double radius_m) {
  auto& grid = distances.grid;
  const auto& squared = distances.squared_m;
  const auto is_inside = [&](std::size_t i) {
    return static_cast<double>(squared[i]) <= radius_m * radius_m;
  };
  constexpr std::uint8_t halfway = 128;
  grid.east_crossings.assign(grid.cells.size(), halfway);
  grid.north_crossings.assign(grid.cells.size(), halfway);
  for (std::uint32_t row = 0; row + 1 < grid.rows; ++row)
    for (std::uint32_t column = 0; column + 1 < grid.columns; ++column) {
      const auto i = std::size_t{row} * grid.columns + column;
      const auto cell = grid.cells.index(column, row);
      grid.labels[cell] = is_inside(i) ? 1 : 0;
      if (is_inside(i) != is_inside(i + 1))
        grid.east_crossings[cell] = crossing(squared[i], squared[i + 1], radius_m);
      if (is_inside(i) != is_inside(i + grid.columns))
        grid.north_crossings[cell] = crossing(squared[i], squared[i + grid.columns], radius_m);
    }
}

} // namespace

geo::LocalPlane plane_around(std::span<const geo::LonLat> places) {
  const auto box = geo::bounding_box(places);
  return geo::LocalPlane({(box.west + box.east) / 2, (box.south + box.north) / 2});
}

std::vector<LocalXY> positions_in(const geo::LocalPlane& plane,
                                  std::span<const geo::LonLat> places) {
  std::vector<LocalXY> positions;
  for (const auto place : places)
    positions.push_back(plane.to_local(place));
  return positions;
}

geo::Geometry area_around(std::span<const geo::LonLat> places, double radius_m) {
  const auto plane = plane_around(places);
  const auto positions = positions_in(plane, places);
  auto distances = grid_over(plane, positions, radius_m);
  for (const auto position : positions)
    stamp(distances, position, radius_m);
  set_labels(distances, radius_m);
  constexpr std::array<std::uint8_t, 2> inside{0, 1};
  return geo::LabelMap(distances.grid, distances.grid.cell_m / 4).polygons(inside);
}

} // namespace layers
