#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "geo/road/road_graph.hpp"

namespace support {

/// A road of a drawing, straight between two vertices.
struct SketchRoad {
  std::string name; ///< both ends, the left (upper) one first: "AB"; '+' for a vertex without name
  std::vector<geo::LonLat> points; ///< two, in the order of the name
  int oneway = 0;                  ///< 1: only along the points, -1: only against them
  bool is_closed = false;
  bool is_bridge = false;
  double speed_km_h = 36;

  float forward_km_h() const;
  float backward_km_h() const;
};

/// Roads drawn in a test. Columns and rows are 100 m apart, north is up, so at 36 km/h every
/// character of a level or upright road takes 10 s and of a slanting one 14.1 s.
///
///     A-----B>>>C        A-Z 0-9  a vertex with a name
///      \    |   :        +        a vertex without one: a bend or a junction
///       D-|-E===F        - | / \  a road; where two cross, one of them is a bridge over the other
///         |              > < ^ v  part of a road that is one-way in this direction
///         G              ~ :      part of a road of 18 km/h (level, upright)
///                        = !      part of a road that is a bridge (level, upright)
///                        #        part of a road that is closed both ways
///
/// A road goes straight from vertex to vertex and takes over what is special in any part of it.
/// Vertices side by side are not joined.
struct RoadSketch {
  std::map<char, geo::LonLat> places; ///< the vertices with names
  std::vector<SketchRoad> roads;

  /// Throws std::invalid_argument for what is not in the drawing.
  geo::LonLat at(char name) const;
  const SketchRoad& road(std::string_view name) const;
  geo::RoadGraph graph(double tolerance_m = 0) const; ///< tag: is_bridge
};

/// Column and row 0 are at 105 E 21 N. An empty first line (of a raw string) does not count. Throws
/// std::invalid_argument for a road that ends nowhere or a character without a meaning.
RoadSketch sketch_roads(std::string_view drawing);

/// Where the column (to the east) and row (to the south) of a drawing lie.
geo::LonLat sketch_place(double column, double row);

/// The node at a position; throws std::invalid_argument when there is none.
std::uint32_t node_at(const geo::RoadGraph& graph, geo::LonLat position);

/// The place on a road nearest to a position.
geo::RoadPosition place_at(const geo::RoadGraph& graph, geo::LonLat position);

} // namespace support
