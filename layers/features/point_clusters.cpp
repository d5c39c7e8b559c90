#include "layers/features/point_clusters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

// 1. Shares of the world as 32-bit numbers; their bits interleaved are a point's code.
// 2. A tile, and a cell, is a prefix of codes: a run of the sorted points.
// 3. Sums over all points before one give the mean of a run at once.

namespace layers {

namespace {

constexpr unsigned code_bits = 32; ///< in each direction
constexpr double shares = 4294967296.0;
constexpr unsigned cells_across_log = 3; ///< a tile has 2^3 cells across
static_assert(cluster_cell_px << cells_across_log == geo::tile_size_px);

std::uint32_t share(double of_world) {
  return static_cast<std::uint32_t>(std::clamp(of_world * shares, 0.0, shares - 1));
}

/// Puts a 0 before every bit (Hacker's Delight, 2nd ed., 7-2).
std::uint64_t spread(std::uint32_t value) {
  std::uint64_t v = value;
  v = (v | (v << 16U)) & 0x0000FFFF0000FFFFU;
  v = (v | (v << 8U)) & 0x00FF00FF00FF00FFU;
  v = (v | (v << 4U)) & 0x0F0F0F0F0F0F0F0FU;
  v = (v | (v << 2U)) & 0x3333333333333333U;
  return (v | (v << 1U)) & 0x5555555555555555U;
}

std::uint32_t gathered(std::uint64_t v) {
  v &= 0x5555555555555555U;
  v = (v | (v >> 1U)) & 0x3333333333333333U;
  v = (v | (v >> 2U)) & 0x0F0F0F0F0F0F0F0FU;
  v = (v | (v >> 4U)) & 0x00FF00FF00FF00FFU;
  v = (v | (v >> 8U)) & 0x0000FFFF0000FFFFU;
  return static_cast<std::uint32_t>(v | (v >> 16U));
}

std::uint64_t code_of(std::uint32_t x, std::uint32_t y) {
  return spread(x) | (spread(y) << 1U);
}

} // namespace

PointClusters::PointClusters(std::span<const Point> points) {
  std::vector<std::uint64_t> codes;
  codes.reserve(points.size());
  for (const auto& point : points) {
    const auto world = geo::to_world(point.position);
    codes.push_back(code_of(share(world.x), share(world.y)));
  }
  std::vector<std::uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return codes[i]; });
  m_sums.push_back({});
  for (const auto i : order) {
    m_codes.push_back(codes[i]);
    m_numbers.push_back(points[i].number);
    m_sums.push_back(
        {m_sums.back().x + gathered(codes[i]), m_sums.back().y + gathered(codes[i] >> 1U)});
  }
}

std::size_t PointClusters::bytes() const {
  return m_codes.capacity() * sizeof(m_codes[0]) + m_numbers.capacity() * sizeof(m_numbers[0]) +
         m_sums.capacity() * sizeof(m_sums[0]);
}

/// The first point, not before `from`, whose code is not below `code`: in steps that double, since
/// it is near.
std::size_t PointClusters::first_from(std::uint64_t code, std::size_t from) const {
  std::size_t step = 1;
  while (from + step < m_codes.size() && m_codes[from + step] < code)
    step *= 2;
  const auto last = std::min(from + step, m_codes.size());
  const auto found = std::lower_bound(m_codes.begin() + static_cast<std::ptrdiff_t>(from),
                                      m_codes.begin() + static_cast<std::ptrdiff_t>(last), code);
  return static_cast<std::size_t>(found - m_codes.begin());
}

Cluster PointClusters::cluster(std::size_t begin, std::size_t end) const {
  const auto count = end - begin;
  const auto mean = [&](std::uint64_t Sum::*axis) {
    const auto sum = m_sums[end].*axis - m_sums[begin].*axis;
    return static_cast<double>(sum) / static_cast<double>(count) / shares;
  };
  return {m_numbers[begin],
          static_cast<std::uint32_t>(count),
          static_cast<std::uint32_t>(begin),
          {mean(&Sum::x), mean(&Sum::y)}};
}

/// The cells of all points with codes from first_code to last_code.
void PointClusters::append_cells(std::uint64_t first_code, std::uint64_t last_code,
                                 unsigned cell_bits, std::vector<Cluster>& out) const {
  const auto cell_mask = (std::uint64_t{1} << cell_bits) - 1;
  auto begin = first_from(first_code, 0);
  while (begin < m_codes.size() && m_codes[begin] <= last_code) {
    const auto last_of_cell = m_codes[begin] | cell_mask;
    const auto end = last_of_cell == std::numeric_limits<std::uint64_t>::max()
                         ? m_codes.size()
                         : first_from(last_of_cell + 1, begin);
    out.push_back(cluster(begin, end));
    begin = end;
  }
}

void PointClusters::append_square(const Square& square, unsigned cell_log,
                                  std::vector<Cluster>& out) const {
  const auto first = code_of(square.x, square.y);
  const auto last = first | (~std::uint64_t{0} >> (2 * (code_bits - square.side_log)));
  append_cells(first, last, 2 * cell_log, out);
}

std::vector<Cluster> PointClusters::in(geo::TileId tile) const {
  std::vector<Cluster> found;
  if (empty())
    return found;
  const unsigned tile_log = code_bits - static_cast<unsigned>(tile.z);
  const unsigned cell_log = tile_log - cells_across_log;
  const auto west = std::int64_t{tile.x} << tile_log;
  const auto north = std::int64_t{tile.y} << tile_log;
  append_square({static_cast<std::uint32_t>(west), static_cast<std::uint32_t>(north), tile_log},
                cell_log, found);
  append_buffer(west, north, cell_log, found);
  return found;
}

/// The cells around the tile whose north-west corner is given; of those what its buffer reaches.
void PointClusters::append_buffer(std::int64_t west, std::int64_t north, unsigned cell_log,
                                  std::vector<Cluster>& out) const {
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  constexpr int across = 1 << cells_across_log;
  const auto world = std::int64_t{1} << code_bits;
  for (int row = -1; row <= across; ++row)
    for (int column = -1; column <= across; column += row < 0 || row == across ? 1 : across + 1) {
      const auto x = west + column * (std::int64_t{1} << cell_log);
      const auto y = north + row * (std::int64_t{1} << cell_log);
      if (x >= 0 && y >= 0 && x < world && y < world)
        append_square({static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), cell_log},
                      cell_log, out);
    }
  const double buffer =
      std::ldexp(1.0, static_cast<int>(cell_log)) * geo::tile_buffer_px / cluster_cell_px;
  const double side = std::ldexp(1.0, static_cast<int>(cell_log + cells_across_log));
  const auto is_near = [&](double share_of_world, std::int64_t corner) {
    const double offset = share_of_world * shares - static_cast<double>(corner);
    return offset >= -buffer && offset <= side + buffer;
  };
  out.erase(std::remove_if(out.begin() + begin, out.end(),
                           [&](const Cluster& c) {
                             return !is_near(c.centre.x, west) || !is_near(c.centre.y, north);
                           }),
            out.end());
}

} // namespace layers
