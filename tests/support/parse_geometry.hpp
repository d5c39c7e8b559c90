#pragma once

#include <nlohmann/json.hpp>

#include "geo/geometry.hpp"

namespace support {

/// A GeoJSON geometry as flat arrays, as it stands: nothing is repaired or turned.
inline geo::Geometry parse_geometry(const nlohmann::json& geometry) {
  geo::Geometry out;
  const auto ring = [&](const nlohmann::json& positions) {
    for (const auto& p : positions)
      out.points.push_back({p.at(0), p.at(1)});
    out.end_ring();
  };
  const auto polygon = [&](const nlohmann::json& rings) {
    for (const auto& positions : rings)
      ring(positions);
    out.end_part(geo::PartType::polygon);
  };
  const auto line = [&](const nlohmann::json& positions) {
    ring(positions);
    out.end_part(geo::PartType::line);
  };
  const auto& coordinates = geometry.at("coordinates");
  const std::string type = geometry.at("type");
  if (type == "Point")
    out.add_point({coordinates.at(0), coordinates.at(1)});
  else if (type == "LineString")
    line(coordinates);
  else if (type == "Polygon")
    polygon(coordinates);
  else
    for (const auto& part : coordinates)
      type == "MultiPolygon" ? polygon(part) : line(part);
  return out;
}

} // namespace support
