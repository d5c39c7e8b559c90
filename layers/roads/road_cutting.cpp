#include "layers/roads/road_cutting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/error.hpp"
#include "geo/local_plane.hpp"

// 1. A line that passes a barrier is cut there; a small gap on either side keeps the sides apart.
// 2. Zones whose boxes touch the line are asked where each segment crosses their borders.
// 3. The line is cut there, at the same point for the piece before and the one after.
// 4. What zones a piece lies in, the middle of its longest segment tells: it is far from borders.

namespace layers {

namespace {

using geo::LonLat;

/// About a millimetre: cuts nearer to a vertex, or to each other, than this are at it.
constexpr double least_piece_deg = 1e-8;

/// In all sets of zones together: 200 MB. Thousands of zones that all overlap would take more.
constexpr std::size_t most_set_members = 50'000'000;

LonLat between(LonLat a, LonLat b, double share) {
  return {a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
}

/// A point of a road; its height is NaN where none is said.
struct RoadPoint {
  LonLat at;
  float height_m = 0;
};

RoadPoint point_of(const geo::RoadLine& road, std::size_t i) {
  return {road.points[i],
          road.heights_m.empty() ? std::numeric_limits<float>::quiet_NaN() : road.heights_m[i]};
}

/// 0 and 1 are the points themselves.
RoadPoint between(RoadPoint a, RoadPoint b, double share) {
  if (share == 0 || share == 1)
    return share == 0 ? a : b;
  return {between(a.at, b.at, share),
          a.height_m + static_cast<float>(share) * (b.height_m - a.height_m)};
}

void append(std::vector<LonLat>& points, std::vector<float>& heights_m, RoadPoint point) {
  points.push_back(point.at);
  heights_m.push_back(point.height_m);
}

double length_deg(LonLat a, LonLat b) {
  return std::hypot(b.lon - a.lon, b.lat - a.lat);
}

/// Where the line from a to b meets borders of the zones: rising shares, apart from each other. 0
/// and 1 stand for the ends.
std::vector<double> cuts_of(const std::vector<Zone>& zones, std::span<const std::uint32_t> near,
                            LonLat a, LonLat b) {
  std::vector<double> shares;
  for (const auto zone : near) {
    const auto more = zones[zone].shape.crossings(a, b);
    shares.insert(shares.end(), more.begin(), more.end());
  }
  std::ranges::sort(shares);
  const double least = std::min(least_piece_deg / length_deg(a, b), 0.5);
  std::vector<double> cuts;
  for (double share : shares) {
    share = share < least ? 0 : share > 1 - least ? 1 : share;
    if (cuts.empty() || share - cuts.back() >= least)
      cuts.push_back(share);
  }
  return cuts;
}

LonLat middle_of_longest(std::span<const LonLat> points) {
  std::size_t longest = 0;
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    if (length_deg(points[i], points[i + 1]) > length_deg(points[longest], points[longest + 1]))
      longest = i;
  }
  return between(points[longest], points[longest + 1], 0.5);
}

/// From `end` some metres towards `next`, at most half way.
LonLat stepped_back(LonLat end, LonLat next, double step_m) {
  const double whole_m = geo::distance_m(end, next);
  return between(end, next, whole_m > 2 * step_m ? step_m / whole_m : 0.5);
}

std::vector<std::uint32_t> items_of(const std::vector<geo::SpatialIndex::Hit>& hits) {
  std::vector<std::uint32_t> items;
  items.reserve(hits.size());
  for (const auto hit : hits)
    items.push_back(hit.item);
  return items;
}

} // namespace

RoadCutter::RoadCutter(RoadNetwork& network, const Barriers& barriers, double barrier_gap_m)
    : m_network(network), m_barriers(barriers), m_barrier_gap_m(barrier_gap_m),
      m_set_numbers(numbers_of(network.zone_sets)) {}

void RoadCutter::add(std::span<const LonLat> points, std::span<const float> heights_m,
                     const RoadRule& rule, bool are_nodes) {
  geo::RoadLine road{points, rule.forward_km_h, rule.backward_km_h};
  road.heights_m = heights_m;
  road.is_accessible = rule.is_accessible;
  road.ends_on_ground = rule.ends_on_ground;
  road.level = rule.level;
  road.are_points_nodes = are_nodes;
  if (!meets_barrier(points)) {
    add_between_barriers(road, rule.is_bridge);
    return;
  }
  const auto is_closed = [&](LonLat point) {
    const auto* rules = m_barriers.at(point);
    return rules && rules->any_closes();
  };
  const auto whole = road;
  std::size_t first = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (i + 1 < points.size() && !is_closed(points[i]))
      continue;
    Piece piece;
    for (auto k = first; k <= i; ++k)
      append(piece.points, piece.heights_m, point_of(whole, k));
    road.begins_cut = is_closed(points[first]);
    road.ends_cut = is_closed(points[i]);
    if (road.begins_cut)
      piece.points.front() = stepped_back(points[first], points[first + 1], m_barrier_gap_m);
    if (road.ends_cut)
      piece.points.back() = stepped_back(points[i], points[i - 1], m_barrier_gap_m);
    keep(road, std::move(piece));
    add_between_barriers(road, rule.is_bridge);
    first = i;
  }
}

bool RoadCutter::meets_barrier(std::span<const LonLat> points) {
  if (m_barriers.empty())
    return false;
  bool is_closed = false;
  for (const auto point : points)
    if (const auto* rules = m_barriers.at(point)) {
      is_closed |= rules->any_closes();
      if (m_met_barriers.insert(Barriers::key_of(point)).second)
        add_barrier_effect(m_network.effects, *rules);
    }
  return is_closed;
}

void RoadCutter::keep(geo::RoadLine& road, Piece piece) {
  const auto& kept = m_pieces.emplace_back(std::move(piece));
  road.points = kept.points;
  road.heights_m = kept.heights_m;
}

void RoadCutter::add_between_barriers(geo::RoadLine road, bool is_bridge) {
  const auto whole = road;
  const auto points = whole.points;
  const auto near = items_of(m_network.zone_index.query(geo::bounding_box(points)));
  if (near.empty()) {
    road.tag = RoadNetwork::edge_tag(0, is_bridge);
    m_lines.push_back(road);
    return;
  }
  Piece piece;
  const auto append_new = [&](RoadPoint point) {
    if (piece.points.empty() || point.at != piece.points.back())
      append(piece.points, piece.heights_m, point);
  };
  append_new(point_of(whole, 0));
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    if (points[i] == points[i + 1])
      continue;
    const auto from = point_of(whole, i);
    const auto to = point_of(whole, i + 1);
    for (const double cut : cuts_of(m_network.zones, near, from.at, to.at)) {
      const auto at = between(from, to, cut);
      append_new(at);
      road.ends_cut = whole.ends_cut || cut < 1 || i + 2 < points.size();
      if (piece.points.size() > 1) {
        add_piece(std::move(piece), near, road, is_bridge);
        road.begins_cut = true;
      }
      piece = {};
      append_new(at);
    }
    append_new(to);
  }
  road.ends_cut = whole.ends_cut;
  add_piece(std::move(piece), near, road, is_bridge);
}

void RoadCutter::add_piece(Piece piece, std::span<const std::uint32_t> zones, geo::RoadLine road,
                           bool is_bridge) {
  if (piece.points.size() < 2)
    return;
  const auto middle = middle_of_longest(piece.points);
  std::vector<std::uint32_t> inside;
  for (const auto zone : zones) {
    if (m_network.zones[zone].shape.contains(middle))
      inside.push_back(zone);
  }
  const auto sets_before = m_network.zone_sets.size();
  const auto set = number_of(inside, m_network.zone_sets, m_set_numbers);
  if (m_network.zone_sets.size() > sets_before)
    m_set_members += inside.size();
  if (m_set_members > most_set_members)
    geo::fail(geo::ErrorKind::too_large,
              "hazards: their zones overlap in more ways than {} numbers can tell; unite zones, or "
              "leave a layer out",
              most_set_members);
  keep(road, std::move(piece));
  road.tag = RoadNetwork::edge_tag(set, is_bridge);
  m_lines.push_back(road);
}

} // namespace layers
