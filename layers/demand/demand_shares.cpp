// 1. A point whose cell no border comes near lies in a feature wholly or not at all, as a point.
// 2. Of the other cells the borders in them are gathered, of all the features.
// 3. What lies within one of those and within the polygon that the point stands for, of what lies
//    within the latter, is the share.
#include "layers/demand/demand_shares.hpp"

#include <algorithm>
#include <optional>

#include "geo/zone_index.hpp"

namespace layers {

namespace {

/// Less of a point is rounding: borders that should coincide.
constexpr double least_share = 1e-9;

/// A point that lies in a feature, or may lie in it for a part.
struct Found {
  geo::SpatialIndex::Hit cell;
  bool is_whole = false;
  std::vector<geo::BorderStretch> border; ///< the feature's in the cell, where it is not whole
};

bool is_point(const geo::Box& cell) {
  return !(cell.west < cell.east && cell.south < cell.north);
}

void find_points(const Demand& demand, geo::GeometryView feature, std::vector<Found>& found) {
  const geo::ZoneIndex zone(feature);
  for (const auto hit : demand.cells.query(zone.box())) {
    const auto& cell = demand.cells.box(hit);
    if (!is_point(cell) && zone.border_is_near(cell))
      found.push_back({hit, false, zone.border_in(cell)});
    else if (zone.contains(demand.points[hit.item].position))
      found.push_back({hit, true, {}});
  }
}

/// The polygons that points stand for, one at a time: points of a polygon follow each other.
class DemandPolygons {
public:
  explicit DemandPolygons(const Demand& demand) : m_demand(demand) {}

  const geo::ZoneIndex& of(const Demand::Point& point) {
    if (!m_polygon || m_feature != point.feature) {
      m_feature = point.feature;
      m_polygon.emplace(m_demand.layer->features->feature(m_feature));
    }
    return *m_polygon;
  }

private:
  const Demand& m_demand;
  std::uint32_t m_feature = 0;
  std::optional<geo::ZoneIndex> m_polygon;
};

/// The border of what a point stands for, in its cell.
std::vector<geo::BorderStretch> border_of(const geo::ZoneIndex& polygon, const geo::Box& cell) {
  auto border = polygon.border_in(cell);
  if (geo::share_within(border) > least_share)
    return border;
  return {{0, 0, 1, 0, 1}}; // so little that it is lost in rounding: all of the cell stands for it
}

/// A point's share; `found` holds all that was found of it.
double share_of(const Demand& demand, std::span<Found> found, DemandPolygons& polygons) {
  if (std::ranges::any_of(found, &Found::is_whole))
    return 1;
  auto& border = found.front().border;
  for (const auto& other : found.subspan(1))
    border.insert(border.end(), other.border.begin(), other.border.end());
  if (border.empty())
    return 0;
  const auto hit = found.front().cell;
  const auto& polygon = polygons.of(demand.points[hit.item]);
  const auto piece = border_of(polygon, demand.cells.box(hit));
  const double whole = geo::share_within(piece);
  const bool is_simple = found.size() == 1 && whole > 1 - least_share; // which takes less
  const double share =
      is_simple ? geo::share_within(border) : geo::share_within(piece, border) / whole;
  return share > 1 - least_share ? 1 : share;
}

} // namespace

std::vector<DemandShare> all_points(const Demand& demand) {
  std::vector<DemandShare> points(demand.points.size());
  for (std::uint32_t p = 0; p < points.size(); ++p)
    points[p].point = p;
  return points;
}

std::vector<DemandShare> points_within(const Demand& demand, const FeatureSet& areas,
                                       std::span<const std::uint32_t> features) {
  std::vector<Found> found;
  for (const auto feature : features)
    find_points(demand, areas.feature(feature), found);
  const auto point_of = [](const Found& some) { return some.cell.item; };
  if (features.size() > 1)
    std::ranges::stable_sort(found, {}, point_of);
  DemandPolygons polygons(demand);
  std::vector<DemandShare> points;
  for (auto first = found.begin(); first != found.end();) {
    const auto last = std::find_if(
        first, found.end(), [&](const Found& some) { return point_of(some) != point_of(*first); });
    const double share = share_of(demand, {first, last}, polygons);
    if (share >= least_share)
      points.push_back({point_of(*first), share});
    first = last;
  }
  return points;
}

} // namespace layers
