#include "layers/results/gdal_shape.hpp"

#include <cstddef>
#include <span>

namespace layers {

namespace {

OGRwkbGeometryType single_type(geo::PartType type) {
  return type == geo::PartType::point  ? wkbPoint
         : type == geo::PartType::line ? wkbLineString
                                       : wkbPolygon;
}

void set_points(OGRSimpleCurve& curve, std::span<const geo::LonLat> points) {
  curve.setNumPoints(static_cast<int>(points.size()), FALSE);
  for (std::size_t i = 0; i < points.size(); ++i)
    curve.setPoint(static_cast<int>(i), points[i].lon, points[i].lat);
}

std::unique_ptr<OGRGeometry> gdal_polygon(geo::PartView part) {
  auto polygon = std::make_unique<OGRPolygon>();
  for (std::uint32_t r = 0; r < part.ring_count(); ++r) {
    auto ring = std::make_unique<OGRLinearRing>();
    set_points(*ring, part.ring(r));
    polygon->addRingDirectly(ring.release());
  }
  return polygon;
}

std::unique_ptr<OGRGeometry> gdal_part(geo::PartView part) {
  if (part.type() == geo::PartType::polygon)
    return gdal_polygon(part);
  const auto points = part.ring(0);
  if (part.type() == geo::PartType::point)
    return std::make_unique<OGRPoint>(points[0].lon, points[0].lat);
  auto line = std::make_unique<OGRLineString>();
  set_points(*line, points);
  return line;
}

} // namespace

OGRwkbGeometryType gdal_type(geo::GeometryView shape) {
  if (shape.empty())
    return wkbNone;
  const auto first = shape.part(0).type();
  for (std::uint32_t p = 1; p < shape.part_count(); ++p)
    if (shape.part(p).type() != first)
      return wkbGeometryCollection;
  return shape.part_count() == 1 ? single_type(first) : OGR_GT_GetCollection(single_type(first));
}

std::unique_ptr<OGRGeometry> gdal_shape(geo::GeometryView shape) {
  if (shape.empty())
    return nullptr;
  if (shape.part_count() == 1)
    return gdal_part(shape.part(0));
  std::unique_ptr<OGRGeometry> all(OGRGeometryFactory::createGeometry(gdal_type(shape)));
  for (std::uint32_t p = 0; p < shape.part_count(); ++p)
    all->toGeometryCollection()->addGeometryDirectly(gdal_part(shape.part(p)).release());
  return all;
}

} // namespace layers
