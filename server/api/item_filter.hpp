#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/features/layer.hpp"
#include "layers/features/time_text.hpp"
#include "server/http/http.hpp"

namespace server {

/// Which features of a layer are asked for.
struct ItemFilter {
  std::vector<geo::Box> boxes;          ///< they touch one of them; none: all do
  std::optional<layers::TimeSpan> time; ///< they are of that time
};

/// From bbox= (see query_bbox()) and datetime=, an instant or two with '/' between, either of which
/// may be ".." or nothing (OGC 17-069r4, section 7.15.4). Throws invalid_input.
ItemFilter item_filter(const Request& request);

/// Numbers of the features, rising; nullopt: all. The time of a feature is what its role "time"
/// says: where a layer has none, every feature is of any time, and in one that has, a feature
/// without is of none. Throws unavailable when asked to stop.
std::optional<std::vector<std::uint32_t>>
matching(const layers::Layer& layer, const ItemFilter& filter, const std::stop_token& stop);

/// From the first to the last time of a layer's features; nullopt: they have none.
std::optional<layers::TimeSpan> times_of(const layers::Layer& layer);

} // namespace server
