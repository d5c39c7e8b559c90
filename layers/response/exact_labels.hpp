#pragma once

#include <cstddef>
#include <span>
#include <stop_token>

#include "geo/area/label_map.hpp"
#include "geo/road/travel_time.hpp"
#include "layers/access/road_access.hpp"

namespace layers {

/// How finely a border is traced.
struct TraceOptions {
  double cell_m = 4; ///< made larger where there would be more than most_cells
  std::size_t most_cells = 16'000'000;
};

/// The bands of all ground that a search reaches, as band_labels() numbers them, by
/// RoadAccess::arrival_at() itself. Squares that lie in one band for certain are filled, others cut
/// in four until cells are left. Where neighbours differ the border is sought between them, to a
/// sixty-fourth of a cell. What is narrower than a cell may be missed. `limits` rise and are not
/// over the search's. On all threads. Throws unavailable when asked to stop.
geo::LabelGrid exact_labels(const RoadAccess& access, const geo::TravelTimes& times,
                            std::span<const geo::Deciseconds> limits, const TraceOptions& options,
                            const std::stop_token& stop);

} // namespace layers
