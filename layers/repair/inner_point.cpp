#include "layers/repair/inner_point.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace layers {

namespace {

using geo::GeometryView;
using geo::LonLat;
using geo::PartType;
using geo::PartView;

/// Where the ring crosses the horizontal. A vertex on it belongs to the edge above.
void append_crossings(std::vector<double>& lons, std::span<const LonLat> ring, double lat) {
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const auto a = ring[i];
    const auto b = ring[i + 1];
    if ((a.lat > lat) != (b.lat > lat))
      lons.push_back(a.lon + (lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon));
  }
}

/// Size among parts of the same type.
double part_size(PartView part) {
  const auto ring = part.ring(0);
  if (part.type() == PartType::polygon)
    return std::abs(geo::signed_area_doubled(ring));
  const auto box = geo::bounding_box(ring);
  return box.east - box.west + box.north - box.south;
}

LonLat place_of(GeometryView geometry) {
  auto best = geometry.part(0);
  for (std::uint32_t p = 1; p < geometry.part_count(); ++p) {
    const auto part = geometry.part(p);
    const auto rank = [](PartView of) { return std::pair(of.type(), part_size(of)); };
    if (rank(part) > rank(best)) // polygons over lines over points
      best = part;
  }
  return best.type() == PartType::polygon ? inner_point(best)
                                          : best.ring(0)[best.ring(0).size() / 2];
}

bool is_points(GeometryView geometry) {
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p) {
    if (geometry.part(p).type() != PartType::point)
      return false;
  }
  return true;
}

} // namespace

LonLat inner_point(PartView polygon) {
  const auto box = geo::bounding_box(polygon.ring(0));
  const double lat = (box.south + box.north) / 2;
  std::vector<double> lons;
  for (std::uint32_t r = 0; r < polygon.ring_count(); ++r)
    append_crossings(lons, polygon.ring(r), lat);
  std::ranges::sort(lons);
  LonLat middle = polygon.ring(0).front(); // thinner than a double can tell: any of its points
  double widest = -1;
  for (std::size_t i = 0; i + 1 < lons.size(); i += 2) {
    if (lons[i + 1] - lons[i] > widest) {
      widest = lons[i + 1] - lons[i];
      middle = {(lons[i] + lons[i + 1]) / 2, lat};
    }
  }
  return middle;
}

void turn_into_points(SourceFeatures& features) {
  geo::Geometry points;
  std::vector<std::uint32_t> feature_parts{0};
  for (std::size_t i = 0; i < features.size(); ++i) {
    const GeometryView geometry(features.geometry, features.feature_parts[i],
                                features.feature_parts[i + 1]);
    if (is_points(geometry)) {
      geo::append(points, geometry);
    } else {
      points.add_point(place_of(geometry));
      features.report.add("line or polygon served as one point inside it", Effect::note,
                          features.id_text(i));
    }
    feature_parts.push_back(points.part_count());
  }
  features.geometry = std::move(points);
  features.feature_parts = std::move(feature_parts);
}

} // namespace layers
