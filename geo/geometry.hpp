// geo: shapes, measures and indexes on coordinates; knows no file, layer, fire service or HTTP.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace geo {

/// A position in CRS84: degrees, longitude first.
struct LonLat {
  double lon = 0;
  double lat = 0;
  bool operator==(const LonLat&) const = default;
};

/// A box in CRS84 degrees. The default box is empty: it contains nothing and grows by extend().
struct Box {
  double west = std::numeric_limits<double>::infinity();
  double south = std::numeric_limits<double>::infinity();
  double east = -std::numeric_limits<double>::infinity();
  double north = -std::numeric_limits<double>::infinity();

  bool empty() const { return west > east || south > north; }
  void extend(LonLat point);
  void extend(const Box& other);
  /// Touching counts.
  bool intersects(const Box& other) const {
    return west <= other.east && other.west <= east && south <= other.north && other.south <= north;
  }
  bool contains(LonLat p) const {
    return p.lon >= west && p.lon <= east && p.lat >= south && p.lat <= north;
  }
  bool contains(const Box& other) const {
    return other.west >= west && other.east <= east && other.south >= south && other.north <= north;
  }
  bool operator==(const Box&) const = default;
};

enum class PartType : std::uint8_t { point, line, polygon };

/// Geometries as flat arrays, in the manner of GeoArrow: parts are made of rings, rings of points.
/// A point part has one ring of one point; a line part one ring of two points or more; a polygon
/// part a shell and its holes, each closed (first point = last point). A geometry whose parts
/// differ in type is a GeometryCollection. One object holds one geometry or all those of a layer.
struct Geometry {
  std::vector<PartType> part_types;
  std::vector<std::uint32_t> part_rings{0}; ///< part p has rings [part_rings[p], part_rings[p+1])
  std::vector<std::uint32_t> ring_points{
      0}; ///< ring r has points [ring_points[r], ring_points[r+1])
  std::vector<LonLat> points;

  std::uint32_t part_count() const { return static_cast<std::uint32_t>(part_types.size()); }
  std::uint32_t ring_count() const { return static_cast<std::uint32_t>(ring_points.size() - 1); }
  bool empty() const { return part_types.empty(); }

  /// Building: append to `points`, then end_ring(), then end_part(). Throws too_large beyond 2^32
  /// points.
  void end_ring();
  void end_part(PartType type);
  void add_point(LonLat point);
  void clear();
  std::size_t bytes() const;

  bool operator==(const Geometry&) const = default;
};

/// One part of a geometry: its rings as spans into the flat arrays.
struct PartView {
  const Geometry* arrays = nullptr;
  std::uint32_t part = 0;

  PartType type() const { return arrays->part_types[part]; }
  std::uint32_t first_ring() const { return arrays->part_rings[part]; }
  std::uint32_t last_ring() const { return arrays->part_rings[part + 1]; }
  std::uint32_t ring_count() const { return last_ring() - first_ring(); }
  /// The `index`-th ring of the part; ring 0 of a polygon is its shell.
  std::span<const LonLat> ring(std::uint32_t index) const {
    const auto first = arrays->ring_points[first_ring() + index];
    const auto last = arrays->ring_points[first_ring() + index + 1];
    return {arrays->points.data() + first, last - first};
  }
};

/// A geometry inside flat arrays: parts [first_part, last_part). Cheap to copy; valid as long as
/// the arrays.
struct GeometryView {
  const Geometry* arrays = nullptr;
  std::uint32_t first_part = 0;
  std::uint32_t last_part = 0;

  GeometryView() = default;
  GeometryView(const Geometry& all) : arrays(&all), last_part(all.part_count()) {} // NOLINT: a view
  GeometryView(const Geometry& all, std::uint32_t first, std::uint32_t last)
      : arrays(&all), first_part(first), last_part(last) {}

  bool empty() const { return first_part == last_part; }
  std::uint32_t part_count() const { return last_part - first_part; }
  PartView part(std::uint32_t index) const { return {arrays, first_part + index}; }
  std::uint32_t first_point() const { return arrays->ring_points[arrays->part_rings[first_part]]; }
  std::uint32_t last_point() const { return arrays->ring_points[arrays->part_rings[last_part]]; }
  std::span<const LonLat> points() const {
    return {arrays->points.data() + first_point(), last_point() - first_point()};
  }
};

/// Appends a copy of every part.
void append(Geometry& to, GeometryView from);

/// Drops all behind the first `parts` of them, and points and rings that no part has got yet.
void truncate(Geometry& geometry, std::size_t parts);

Box bounding_box(std::span<const LonLat> points);
Box bounding_box(GeometryView geometry);

/// Twice the ring's area in square degrees (shoelace): positive when counter-clockwise.
double signed_area_doubled(std::span<const LonLat> ring);

/// Whether the closed ring goes around the point; on the border either answer is possible.
bool contains(std::span<const LonLat> ring, LonLat point);

/// Turns shells counter-clockwise and holes clockwise (RFC 7946 section 3.1.6).
void orient_right_hand(Geometry& geometry);

} // namespace geo
