#include "layers/sources/gdal_geometry.hpp"

#include <memory>

namespace layers {

namespace {

using geo::LonLat;
using geo::PartType;

void append_points(geo::Geometry& to, const OGRSimpleCurve& curve) {
  constexpr int stride = sizeof(LonLat);
  const auto before = to.points.size();
  to.points.resize(before + static_cast<std::size_t>(curve.getNumPoints()));
  if (to.points.size() > before)
    curve.getPoints(&to.points[before].lon, stride, &to.points[before].lat, stride);
  to.end_ring();
}

void append_polygon(geo::Geometry& to, const OGRPolygon& polygon) {
  for (const auto* ring : polygon) {
    if (!ring->IsEmpty())
      append_points(to, *ring);
  }
  to.end_part(PartType::polygon);
}

template <typename Collection>
void append_members(geo::Geometry& to, const Collection& collection) {
  for (const auto* member : collection)
    append_geometry(to, *member);
}

void append_linearised(geo::Geometry& to, const OGRGeometry& curved) {
  const std::unique_ptr<OGRGeometry> linear(curved.getLinearGeometry());
  if (linear && !OGR_GT_IsNonLinear(linear->getGeometryType()))
    append_geometry(to, *linear);
}

} // namespace

void append_geometry(geo::Geometry& to, const OGRGeometry& from) {
  if (from.IsEmpty())
    return;
  switch (wkbFlatten(from.getGeometryType())) {
  case wkbPoint:
    to.add_point({from.toPoint()->getX(), from.toPoint()->getY()});
    break;
  case wkbLineString:
    append_points(to, *from.toLineString());
    to.end_part(PartType::line);
    break;
  case wkbPolygon:
  case wkbTriangle:
    append_polygon(to, *from.toPolygon());
    break;
  case wkbMultiPoint:
  case wkbMultiLineString:
  case wkbMultiPolygon:
  case wkbGeometryCollection:
    append_members(to, *from.toGeometryCollection());
    break;
  case wkbPolyhedralSurface:
  case wkbTIN:
    append_members(to, *from.toPolyhedralSurface());
    break;
  default:
    append_linearised(to, from);
  }
}

} // namespace layers
