#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "geo/area/barrier_spans.hpp"
#include "geo/area/grid_walk.hpp"
#include "geo/area/time_grid.hpp"
#include "geo/road/timed_lines.hpp"

namespace geo {

/// What all blocks of a grid have in common.
struct SpillRules {
  const TimedLines& roads;
  const BarrierSpans& barriers;
  Deciseconds limit = 0;
  double standing_cells = 0; ///< how far one is reached from a road that nobody gets off along
  float most_cells = 0;      ///< how far one walks
  float time_per_cell = 0;   ///< deciseconds to walk as far as a cell is wide
  std::uint32_t margin = 0;  ///< cells around a block whose roads are seen; above both distances
};

/// Spills the times of roads over one block after another. Belongs to one thread.
class BlockSpill {
public:
  BlockSpill(const SquareGrid& grid, std::uint32_t block_cells, const SpillRules& rules);

  /// The block whose first cell is this one; null when nothing of it is reached. `lines` and
  /// `borders`: numbers of those that come within the margin of it.
  std::shared_ptr<const TimeBlock> run(std::uint32_t column, std::uint32_t row,
                                       std::span<const std::uint32_t> lines,
                                       std::span<const std::uint32_t> borders);

private:
  /// The point of a road from which a cell is reached; places are in cells, times in deciseconds.
  struct Stamp {
    float u = 0;
    float v = 0;
    float time = 0;
    std::uint32_t origin = 0;
    std::uint32_t cell = 0;
    std::uint8_t in_sight = 0xFF; ///< which neighbours' centres can be walked to straight
    bool sees_centre = true;      ///< of its own cell
  };
  /// A cell that was handed a stamp, which it hands on, though an earlier one may have come since
  /// from farther off, which does not get as far.
  struct Waiting {
    std::uint32_t cell = 0;
    std::uint32_t source = 0;
  };
  struct Neighbour {
    int east = 0;
    int north = 0;
  };

  void begin(std::uint32_t column, std::uint32_t row);
  OnGrid in_window(OnGrid p) const { return {p.u - m_west, p.v - m_south}; }
  template <typename Use>
  void for_each_segment(std::span<const std::uint32_t> lines, bool accessible, Use use) const;
  template <typename Visit>
  void walk(OnGrid a, OnGrid b, Visit visit) const;
  void stamp(OnGrid a, OnGrid b, double begin_time, double end_time, std::uint32_t origin);
  template <typename Use>
  void for_each_beside(OnGrid a, OnGrid b, std::uint8_t bits, Use use) const;
  void mark_near_bridge(std::uint32_t cell);
  void mark_beside(std::span<const std::uint32_t> lines);
  void stamp_beside(std::span<const std::uint32_t> borders, OnGrid a, OnGrid b, double begin_time,
                    double end_time, std::uint32_t origin);
  void set(const Stamp& stamp);

  void mask(const BarrierSpans::Lines& lines, std::uint8_t wall);
  void cut_sight(std::span<const std::uint32_t> borders);
  void cut_sight(std::uint32_t cell, OnGrid a, OnGrid b);
  void leave_walled_centres();
  bool sees_centre(OnGrid from, std::uint32_t cell, std::span<const std::uint32_t> borders) const;

  void spread();
  void offer_around(std::uint32_t cell, std::uint32_t source, unsigned open);
  void arrive(std::uint32_t cell, std::uint32_t source, float cells_squared);
  unsigned earlier_around(std::uint32_t cell, const Stamp& stamp, float du, float dv) const;
  float squared_from(std::uint32_t source, std::uint32_t cell) const;
  float time_at(const Stamp& stamp, float cells_squared) const;
  unsigned open_around(std::uint32_t cell) const;
  bool is_open(std::uint32_t cell, Neighbour n) const;
  bool is_link_open(std::uint32_t cell, Neighbour n) const;
  bool is_blocked(std::uint32_t cell) const;
  bool is_reached(std::uint32_t cell) const {
    return m_times[cell] <= static_cast<float>(m_rules.limit);
  }

  std::shared_ptr<const TimeBlock> cut_out() const;
  std::vector<WalledLink> walls_of() const;

  float column_of(std::uint32_t cell) const { return static_cast<float>(cell % m_width); }
  float row_of(std::uint32_t cell) const { return static_cast<float>(cell / m_width); }
  std::uint32_t beside(std::uint32_t cell, Neighbour n) const {
    return cell + static_cast<std::uint32_t>(n.north) * m_width +
           static_cast<std::uint32_t>(n.east);
  }

  static constexpr std::array<Neighbour, 8> neighbours{
      {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}}};

  const SquareGrid& m_grid;
  const SpillRules& m_rules;
  std::uint32_t m_side;  ///< cells of a block
  std::uint32_t m_frame; ///< cells around it: the margin, and one that nothing gets over
  std::uint32_t m_width; ///< of the window: the block and its frame
  double m_west = 0;     ///< of the window, in cells of the grid
  double m_south = 0;
  std::vector<float> m_times; ///< by cell of the window, whole; 0 along its edge, above the limit
                              ///< where nothing is reached
  std::vector<std::uint32_t> m_sources; ///< by cell: the stamp it is reached from
  std::vector<std::uint8_t> m_barriers; ///< by cell; see the bits below
  std::vector<std::uint8_t> m_beside;   ///< by cell; see the bits below
  bool m_has_barriers = false;
  std::vector<Stamp> m_stamps;
  std::vector<Waiting> m_waiting;
  std::vector<Waiting> m_now;
  bool m_is_spread = false; ///< spread() is through

  static constexpr std::uint8_t blocked = 1;    ///< the cell's centre lies in a barrier
  static constexpr std::uint8_t east_wall = 2;  ///< between it and its eastern neighbour
  static constexpr std::uint8_t north_wall = 4; ///< between it and its northern neighbour

  static constexpr std::uint8_t near_bridge = 1; ///< so near that a street in it may be within
                                                 ///< standing_cells of a centre that is so near
                                                 ///< to a road that nobody gets off along
  static constexpr std::uint8_t by_street = 2;   ///< the centre is within that of a street
};

} // namespace geo
