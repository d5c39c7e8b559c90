#pragma once

#include <cstdint>
#include <vector>

#include "geo/geometry.hpp"
#include "geo/spatial_index.hpp"

namespace geo {

/// Polygons prepared for many questions about lines and points: an index over runs of their border.
/// O(log n + what is near) each. Never changes once built; any thread may read it.
class ZoneIndex {
public:
  /// The polygon parts of `zone`; copies what it needs.
  explicit ZoneIndex(GeometryView zone);

  const Box& box() const { return m_box; }
  /// Inside a shell and not in its holes; on the border either answer is possible.
  bool contains(LonLat point) const;
  /// Where the straight line from a to b meets the border: shares of the line, rising, each once.
  std::vector<double> crossings(LonLat a, LonLat b) const;
  /// Whether the line has a point inside.
  bool touches(LonLat a, LonLat b) const;

private:
  Box m_box;
  std::vector<LonLat> m_points;        ///< rings, one after the other
  std::vector<std::uint32_t> m_starts; ///< segments of the border: [m_starts[i], m_starts[i] + 1]
  SpatialIndex m_runs;
};

} // namespace geo
