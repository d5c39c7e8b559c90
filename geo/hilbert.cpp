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
  std::uint64_t number = 0;
  std::uint32_t swapped = 0; // all bits: the quarter's axes are each other's
  std::uint32_t turned = 0;  // 1: they run backwards
  for (int level = order - 1; level >= 0; --level) { // as turn() would, without a branch
    const auto x = cell.x >> static_cast<unsigned>(level);
    const auto y = cell.y >> static_cast<unsigned>(level);
    const auto other = (x ^ y) & swapped;
    const auto right = (x ^ other ^ turned) & 1U;
    const auto low = (y ^ other ^ turned) & 1U;
    number = 4 * number + ((3 * right) ^ low);
    turned ^= right & (low ^ 1U);
    swapped ^= low - 1U;
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
