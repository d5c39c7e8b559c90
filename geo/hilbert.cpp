#include "geo/hilbert.hpp"

#include <utility>

namespace geo {

namespace {

/// Turns a quarter's own curve into its place on the curve of the whole, or back. Bits above those
/// of the quarter may be turned too: nobody reads them.
void turn(Cell& cell, bool is_right, bool is_low, std::uint32_t last) {
  if (is_low)
    return;
  if (is_right)
    cell = {last - cell.x, last - cell.y};
  std::swap(cell.x, cell.y);
}

} // namespace

std::uint64_t hilbert_number(int order, Cell cell) {
  const std::uint32_t last = (1U << static_cast<unsigned>(order)) - 1;
  std::uint64_t number = 0;
  for (std::uint64_t side = (std::uint64_t{last} + 1) / 2; side > 0; side /= 2) {
    const bool right = (cell.x & side) != 0;
    const bool low = (cell.y & side) != 0;
    number += side * side * ((right ? 3U : 0U) ^ (low ? 1U : 0U));
    turn(cell, right, low, last);
  }
  return number;
}

std::uint64_t hilbert_number(int order, LonLat p, const Box& extent) {
  const double last = (1U << static_cast<unsigned>(order)) - 1;
  const auto cell = [&](double value, double low, double high) {
    return high > low ? static_cast<std::uint32_t>(last * (value - low) / (high - low)) : 0U;
  };
  return hilbert_number(
      order, {cell(p.lon, extent.west, extent.east), cell(p.lat, extent.south, extent.north)});
}

Cell hilbert_cell(int order, std::uint64_t number) {
  Cell cell;
  for (int level = 0; level < order; ++level, number /= 4) {
    const std::uint32_t side = 1U << static_cast<unsigned>(level);
    const bool right = (number & 2U) != 0;
    const bool low = ((number ^ (number >> 1U)) & 1U) != 0;
    turn(cell, right, low, side - 1);
    cell.x += right ? side : 0;
    cell.y += low ? side : 0;
  }
  return cell;
}

} // namespace geo
