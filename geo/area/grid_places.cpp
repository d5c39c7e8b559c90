#include "geo/area/grid_places.hpp"

#include <cmath>

namespace geo {

namespace {

/// The cell of so many that has a position; the centre of the first lies at `first_m`.
std::uint32_t cell_on_axis(double position_m, double first_m, double cell_m, std::uint32_t count) {
  const double cell = std::floor((position_m - first_m) / cell_m + 0.5);
  return cell >= 0 && cell < count ? static_cast<std::uint32_t>(cell) : no_cell;
}

} // namespace

std::uint32_t column_at(const SquareGrid& grid, double lon) {
  const auto east_m = grid.plane.to_local({lon, grid.plane.centre().lat}).x_m;
  return cell_on_axis(east_m, grid.west_m, grid.cell_m, grid.columns);
}

std::uint32_t row_at(const SquareGrid& grid, double lat) {
  const auto north_m = grid.plane.to_local({grid.plane.centre().lon, lat}).y_m;
  return cell_on_axis(north_m, grid.south_m, grid.cell_m, grid.rows);
}

Box bounds(const SquareGrid& grid) {
  const double west_m = grid.west_m - grid.cell_m / 2;
  const double south_m = grid.south_m - grid.cell_m / 2;
  const auto south_west = grid.plane.to_lonlat({west_m, south_m});
  const auto north_east = grid.plane.to_lonlat(
      {west_m + grid.columns * grid.cell_m, south_m + grid.rows * grid.cell_m});
  return {south_west.lon, south_west.lat, north_east.lon, north_east.lat};
}

Arrival arrival_at(const TimeGrid& grid, LonLat place) {
  const auto column = column_at(grid, place.lon);
  const auto row = row_at(grid, place.lat);
  if (column == no_cell || row == no_cell)
    return {};
  const auto time = grid.time_at(column, row);
  return time == unreachable ? Arrival() : Arrival{time, grid.origin_at(column, row)};
}

} // namespace geo
