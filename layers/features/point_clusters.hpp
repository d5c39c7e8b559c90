#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "geo/tile/tile_clip.hpp"

namespace layers {

/// A cell of the cluster grid is this wide at its zoom. The grid is anchored at the world's corner:
/// a point is in the same cell in every tile.
constexpr int cluster_cell_px = 32;

/// The points of one cell of the grid.
struct Cluster {
  std::uint32_t number = 0; ///< its only point's, or that of one of them
  std::uint32_t count = 0;  ///< points in the cell
  std::uint32_t first = 0;  ///< they are PointClusters::numbers()[first] and those behind it
  geo::WorldXY centre;      ///< their mean; in the cell
};

/// Points sorted along a Z-order curve (Morton, IBM 1966). The cells of any zoom's grid are runs of
/// it, so that nothing is stored for a zoom and a cell costs O(log n) whatever it holds. 28 bytes a
/// point. Never changes once built: any number of threads may read it.
class PointClusters {
public:
  struct Point {
    std::uint32_t number = 0; ///< what Cluster::number says
    geo::LonLat position;
  };

  PointClusters() = default;
  explicit PointClusters(std::span<const Point> points);

  bool empty() const { return m_numbers.empty(); }
  std::size_t bytes() const;
  /// Of all points, along the curve.
  std::span<const std::uint32_t> numbers() const { return m_numbers; }
  /// The clusters in a tile and tile_buffer_px around it. Every point of the world is in exactly
  /// one tile proper: the counts of the clusters whose centres lie there add up to all points.
  std::vector<Cluster> in(geo::TileId tile) const;

private:
  struct Sum {
    std::uint64_t x = 0;
    std::uint64_t y = 0;
  };
  /// A square of the world in 32-bit shares; its side is 2^side_log of them.
  struct Square {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    unsigned side_log = 0;
  };

  std::size_t first_from(std::uint64_t code, std::size_t from) const;
  void append_cells(std::uint64_t first_code, std::uint64_t last_code, unsigned cell_bits,
                    std::vector<Cluster>& out) const;
  void append_square(const Square& square, unsigned cell_log, std::vector<Cluster>& out) const;
  void append_buffer(std::int64_t west, std::int64_t north, unsigned cell_log,
                     std::vector<Cluster>& out) const;
  Cluster cluster(std::size_t begin, std::size_t end) const;

  std::vector<std::uint64_t> m_codes; ///< Z-order codes of 32-bit shares of the world
  std::vector<std::uint32_t> m_numbers;
  std::vector<Sum> m_sums; ///< over the points before
};

} // namespace layers
