#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/border_in_box.hpp"
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
  /// Where the straight line from a to b meets the border: shares of the line, rising, each once
  /// (to 1e-12). Touching counts; of a stretch along the border its ends do. So between two of them
  /// the line stays on one side. A vertex shared by two lines that lies on the border is met by
  /// both.
  std::vector<double> crossings(LonLat a, LonLat b) const;
  /// Whether the line has a point inside, apart from those where it only meets the border.
  bool touches(LonLat a, LonLat b) const;
  /// No: the box lies inside or outside as a whole. Yes: the border is in it, or near.
  bool border_is_near(const Box& box) const { return m_index.any(box); }
  /// Calls visit(a, b) for each segment of the border that may come near the box.
  template <typename Visit>
  void visit_border(const Box& box, Visit visit) const {
    for (const auto hit : m_index.query(box)) {
      const auto points = points_of(m_runs[hit.item]);
      for (std::size_t i = 0; i + 1 < points.size(); ++i)
        visit(points[i], points[i + 1]);
    }
  }
  /// The border as share_within() wants it. Shells counter-clockwise, holes clockwise.
  std::vector<BorderStretch> border_in(const Box& box) const;

private:
  /// A chain of border segments: points [first, last] of one ring.
  struct Run {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };
  void add_ring(std::span<const LonLat> ring);
  std::span<const LonLat> points_of(const Run& run) const {
    return std::span(m_points).subspan(run.first, run.last - run.first + 1);
  }

  Box m_box;
  std::vector<LonLat> m_points; ///< rings, one after the other
  std::vector<Run> m_runs;
  SpatialIndex m_index; ///< over the runs
};

} // namespace geo
