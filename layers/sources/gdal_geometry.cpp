#include "layers/sources/gdal_geometry.hpp"

#include <charconv>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <ogr_api.h>

#include "layers/gdal/gdal_dataset.hpp"

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

void append_line_heights(std::vector<float>& to, const OGRGeometry& from) {
  if (wkbFlatten(from.getGeometryType()) == wkbLineString) {
    const auto& line = *from.toLineString();
    for (int i = 0; i < line.getNumPoints(); ++i)
      to.push_back(line.Is3D() ? static_cast<float>(line.getZ(i))
                               : std::numeric_limits<float>::quiet_NaN());
  } else if (OGR_GT_IsSubClassOf(from.getGeometryType(), wkbGeometryCollection)) {
    for (const auto* member : *from.toGeometryCollection())
      append_line_heights(to, *member);
  }
}

namespace {

using OwnedGeometry = std::unique_ptr<OGRGeometry>;

OwnedGeometry from_wkt(const std::string& text) {
  OGRGeometry* geometry = nullptr;
  const auto start = text.starts_with("SRID=") ? text.find(';') + 1 : 0;
  const bool is_read =
      OGRGeometryFactory::createFromWkt(text.c_str() + start, nullptr, &geometry) == OGRERR_NONE;
  OwnedGeometry owned(geometry);
  return is_read ? std::move(owned) : nullptr;
}

std::optional<std::vector<unsigned char>> bytes_of_digits(const std::string& digits) {
  std::vector<unsigned char> bytes(digits.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* const at = digits.data() + 2 * i;
    if (std::from_chars(at, at + 2, bytes[i], 16).ptr != at + 2)
      return std::nullopt;
  }
  return digits.size() % 2 == 0 ? std::optional(bytes) : std::nullopt;
}

/// PostGIS' extension: a flag in the type's highest byte, and the SRID behind the type.
void drop_srid(std::vector<unsigned char>& wkb) {
  constexpr unsigned char has_srid = 0x20;
  constexpr std::size_t type_at = 1;
  const bool is_little_endian = wkb.front() == 1;
  auto& high_byte = wkb[is_little_endian ? type_at + 3 : type_at];
  if (!(high_byte & has_srid))
    return;
  high_byte = static_cast<unsigned char>(high_byte & ~has_srid);
  wkb.erase(wkb.begin() + 5, wkb.begin() + 9);
}

OwnedGeometry from_wkb_digits(const std::string& text) {
  constexpr std::size_t smallest_bytes = 9;
  auto wkb = bytes_of_digits(text);
  if (!wkb || wkb->size() < smallest_bytes)
    return nullptr;
  drop_srid(*wkb);
  OGRGeometry* geometry = nullptr;
  const bool is_read = OGRGeometryFactory::createFromWkb(wkb->data(), nullptr, &geometry,
                                                         wkb->size()) == OGRERR_NONE;
  OwnedGeometry owned(geometry);
  return is_read ? std::move(owned) : nullptr;
}

} // namespace

bool append_geometry_text(geo::Geometry& to, const std::string& text) {
  const GdalMessages messages;
  OwnedGeometry geometry;
  if (text.starts_with('{'))
    geometry.reset(OGRGeometryFactory::createFromGeoJson(text.c_str()));
  else if (text.starts_with('0'))
    geometry = from_wkb_digits(text);
  else
    geometry = from_wkt(text);
  if (geometry)
    append_geometry(to, *geometry);
  return geometry != nullptr;
}

namespace {

using Form = CoordinateColumns::Form;

std::optional<geo::LonLat> point_in(Form form, const std::string& x, const std::string& y) {
  if (form != Form::two_columns) {
    auto pair = pair_in(x);
    if (pair && form == Form::lat_lon)
      std::swap(pair->lon, pair->lat);
    return pair;
  }
  const auto lon = coordinate_in(x);
  const auto lat = coordinate_in(y);
  return lon && lat ? std::optional(geo::LonLat{*lon, *lat}) : std::nullopt;
}

} // namespace

void append_place_of(geo::Geometry& to, const CoordinateColumns& columns, const std::string& x,
                     const std::string& y) {
  const auto point = columns.form == Form::geometry ? std::nullopt : point_in(columns.form, x, y);
  if (point)
    to.add_point(*point);
  else if (columns.form != Form::two_columns)
    append_geometry_text(to, x); // a column of pairs may hold "POINT (…)" too
}

} // namespace layers
