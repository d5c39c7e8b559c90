#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/area/grid_walk.hpp"
#include "geo/area/time_grid.hpp"
#include "geo/geometry.hpp"

namespace geo {

/// Barriers as the lines through the centres of a grid's rows and columns meet them; inside is what
/// an odd number of rings of a polygon go around.
struct BarrierSpans {
  /// Where a line runs in a polygon, in cells from the centre of the grid's first one.
  struct Span {
    double begin = 0;
    double end = 0;
  };
  struct Lines {
    std::vector<std::uint32_t> starts{0}; ///< line l has spans [starts[l], starts[l + 1])
    std::vector<Span> spans;

    std::span<const Span> of(std::int64_t line) const {
      if (line < 0 || line + 1 >= static_cast<std::int64_t>(starts.size()))
        return {};
      const auto l = static_cast<std::size_t>(line);
      return std::span(spans).subspan(starts[l], starts[l + 1] - starts[l]);
    }
  };
  struct Border {
    OnGrid a;
    OnGrid b;
  };

  Lines rows;
  Lines columns;
  std::vector<Border> borders; ///< pieces of rings that come near the grid; its cell (0, 0) is the
                               ///< square from 0 to 1
};

BarrierSpans barrier_spans(const SquareGrid& grid, std::span<const GeometryView> barriers);

/// Where a place of the plane lies on a grid; the same fraction of a cell on all that fit it.
OnGrid on_grid(const SquareGrid& grid, LocalXY p);

} // namespace geo
