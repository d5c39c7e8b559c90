#include "layers/osm/osm_area_cost.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <osmium/osm/location.hpp>

namespace layers {

namespace {

/// From west to east.
using Segment = std::pair<osmium::Location, osmium::Location>;

void append_segments(std::vector<Segment>& segments, const osmium::Way& way) {
  osmium::Location before;
  for (const auto& node : way.nodes()) {
    const auto location = node.location();
    if (before.is_defined() && location.is_defined() && before != location)
      segments.push_back(std::minmax(before, location));
    before = location.is_defined() ? location : before;
  }
}

/// Pairs that share a meridian.
std::uint64_t overlaps(const std::vector<Segment>& segments) {
  const auto west_x = [](const Segment& segment) { return segment.first.x(); };
  std::uint64_t pairs = 0;
  for (auto segment = segments.begin(); segment != segments.end(); ++segment)
    pairs += static_cast<std::uint64_t>(
        std::ranges::upper_bound(segment, segments.end(), segment->second.x(), {}, west_x) -
        segment - 1);
  return pairs;
}

/// At most: an open way needs another one.
std::uint64_t rings(const std::vector<const osmium::Way*>& ways) {
  const auto closed = static_cast<std::uint64_t>(std::ranges::count_if(
      ways, [](const osmium::Way* way) { return !way->nodes().empty() && way->is_closed(); }));
  return closed + (ways.size() - closed) / 2;
}

} // namespace

std::uint64_t assembling_cost(const std::vector<const osmium::Way*>& ways) {
  constexpr std::uint64_t cost_of_overlap = 4; // to see whether they cross
  std::vector<Segment> segments;
  for (const auto* way : ways)
    append_segments(segments, *way);
  std::ranges::sort(segments);
  const std::uint64_t all = segments.size();
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  const auto twice = all - segments.size();
  return twice * all + cost_of_overlap * overlaps(segments) + rings(ways) * all / 2;
}

} // namespace layers
