#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <unordered_set>
#include <vector>

#include "geo/road/road_graph.hpp"
#include "layers/roads/barriers.hpp"
#include "layers/roads/road_network.hpp"
#include "layers/roads/road_rules.hpp"

namespace layers {

/// Makes lines for the graph. It must outlive their use: it holds the points of those that were
/// cut.
class RoadCutter {
public:
  /// `network`: its zones and their index are used, sets and effects of barriers are added. Sides
  /// of a barrier lie `barrier_gap_m` and more apart.
  RoadCutter(RoadNetwork& network, const Barriers& barriers, double barrier_gap_m);

  /// The pieces of a line between the borders of zones and around barriers. `points` and
  /// `heights_m` (as RoadLine has them) must live as long as the lines; `are_nodes`: as
  /// RoadLine::are_points_nodes. Throws too_large when zones overlap in too many ways.
  void add(std::span<const geo::LonLat> points, std::span<const float> heights_m,
           const RoadRule& rule, bool are_nodes);
  std::span<const geo::RoadLine> lines() const { return m_lines; }

private:
  /// What a line was cut into; heights are NaN where none is said.
  struct Piece {
    std::vector<geo::LonLat> points;
    std::vector<float> heights_m;
  };

  /// Whether any closes the line inside it. Each is counted once.
  bool meets_barrier(std::span<const geo::LonLat> points);
  void keep(geo::RoadLine& road, Piece piece);
  /// `road`: what all pieces of a line have in common, and which of its ends are cut.
  void add_between_barriers(geo::RoadLine road, bool is_bridge);
  void add_piece(Piece piece, std::span<const std::uint32_t> zones, geo::RoadLine road,
                 bool is_bridge);

  RoadNetwork& m_network;
  const Barriers& m_barriers;
  std::unordered_set<std::uint64_t> m_met_barriers;
  double m_barrier_gap_m;
  ZoneSetNumbers m_set_numbers;
  std::size_t m_set_members = 0; ///< in all sets together
  std::deque<Piece> m_pieces;
  std::vector<geo::RoadLine> m_lines;
};

} // namespace layers
