#include "geo/overlay.hpp"

#include <memory>
#include <new>
#include <vector>

#include <geos_c.h>

#include "geo/error.hpp"
#include "geo/released_by.hpp"
#include "geo/stop.hpp"
#include "geo/time_limit.hpp"

namespace geo {

namespace {

/// Who may stop what this thread has GEOS do; null: nobody.
thread_local const std::stop_token* stop_of_thread = nullptr;

// GEOS 3.11 has one such callback for all threads. What it throws comes back as a failed call.
void throw_if_asked_to_end() {
  if (stop_of_thread)
    check_stop(*stop_of_thread);
  check_time();
}

class Stoppable {
public:
  explicit Stoppable(const std::stop_token& stop) { stop_of_thread = &stop; }
  ~Stoppable() { stop_of_thread = nullptr; }
  Stoppable(const Stoppable&) = delete;
  Stoppable& operator=(const Stoppable&) = delete;
};

struct GeosContext {
  std::unique_ptr<GEOSContextHandle_HS, ReleasedBy<&GEOS_finish_r>> handle{GEOS_init_r()};
  std::string last_error;

  GeosContext() {
    GEOSContext_setErrorMessageHandler_r(handle.get(), &keep_error, &last_error);
    [[maybe_unused]] static const auto before =
        GEOS_interruptRegisterCallback(&throw_if_asked_to_end);
  }

  // Called from C: C++ throws after the C call has returned.
  static void keep_error(const char* message, void* text) {
    *static_cast<std::string*>(text) = message;
  }
};

GeosContext& context() {
  thread_local GeosContext of_thread;
  return of_thread;
}

GEOSContextHandle_t geos() {
  return context().handle.get();
}

void destroy(GEOSGeometry* geometry) {
  GEOSGeom_destroy_r(geos(), geometry);
}
void destroy_params(GEOSMakeValidParams* params) {
  GEOSMakeValidParams_destroy_r(geos(), params);
}
void free_text(char* text) {
  GEOSFree_r(geos(), text);
}

using GeosGeometry = std::unique_ptr<GEOSGeometry, ReleasedBy<&destroy>>;
using MakeValidParams = std::unique_ptr<GEOSMakeValidParams, ReleasedBy<&destroy_params>>;
using GeosText = std::unique_ptr<char, ReleasedBy<&free_text>>;

[[noreturn]] void fail_with_geos_error() {
  throw_if_asked_to_end();
  if (context().last_error.find("bad_alloc") != std::string::npos)
    throw std::bad_alloc();
  fail(ErrorKind::internal, "geometry: GEOS cannot process it: {}", context().last_error);
}

GeosGeometry checked(GEOSGeometry* result) {
  if (!result)
    fail_with_geos_error();
  return GeosGeometry(result);
}

GEOSCoordSequence* sequence_of(std::span<const LonLat> points) {
  static_assert(sizeof(LonLat) == 2 * sizeof(double));
  auto* sequence = GEOSCoordSeq_copyFromBuffer_r(geos(), &points.data()->lon,
                                                 static_cast<unsigned>(points.size()), 0, 0);
  if (!sequence)
    fail_with_geos_error();
  return sequence;
}

// Both own the sequence from here.
GeosGeometry ring_to_geos(std::span<const LonLat> ring) {
  return checked(GEOSGeom_createLinearRing_r(geos(), sequence_of(ring)));
}
GeosGeometry line_to_geos(std::span<const LonLat> line) {
  return checked(GEOSGeom_createLineString_r(geos(), sequence_of(line)));
}

GeosGeometry polygon_to_geos(PartView polygon) {
  auto shell = ring_to_geos(polygon.ring(0));
  std::vector<GeosGeometry> holes;
  for (std::uint32_t r = 1; r < polygon.ring_count(); ++r)
    holes.push_back(ring_to_geos(polygon.ring(r)));
  std::vector<GEOSGeometry*> given;
  for (auto& hole : holes)
    given.push_back(hole.release());
  return checked(GEOSGeom_createPolygon_r(geos(), shell.release(), given.data(),
                                          static_cast<unsigned>(given.size())));
}

GeosGeometry to_geos(GeometryView geometry) {
  std::vector<GeosGeometry> polygons;
  for (std::uint32_t p = 0; p < geometry.part_count(); ++p)
    if (geometry.part(p).type() == PartType::polygon)
      polygons.push_back(polygon_to_geos(geometry.part(p)));
  if (polygons.size() == 1)
    return std::move(polygons.front());
  std::vector<GEOSGeometry*> given;
  for (auto& polygon : polygons)
    given.push_back(polygon.release());
  return checked(GEOSGeom_createCollection_r(geos(), GEOS_MULTIPOLYGON, given.data(),
                                             static_cast<unsigned>(given.size())));
}

void append_ring(Geometry& to, const GEOSGeometry* ring) {
  const auto* sequence = GEOSGeom_getCoordSeq_r(geos(), ring);
  unsigned size = 0;
  GEOSCoordSeq_getSize_r(geos(), sequence, &size);
  const auto first = to.points.size();
  to.points.resize(first + size);
  if (GEOSCoordSeq_copyToBuffer_r(geos(), sequence, &to.points[first].lon, 0, 0) == 0)
    fail_with_geos_error();
  to.end_ring();
}

/// Lines and points, to which parts of a polygon may have collapsed, are left out.
void append_polygons(Geometry& to, const GEOSGeometry* from) {
  if (GEOSisEmpty_r(geos(), from) != 0)
    return;
  const int type = GEOSGeomTypeId_r(geos(), from);
  if (type == GEOS_POLYGON) {
    append_ring(to, GEOSGetExteriorRing_r(geos(), from));
    const int holes = GEOSGetNumInteriorRings_r(geos(), from);
    for (int h = 0; h < holes; ++h)
      append_ring(to, GEOSGetInteriorRingN_r(geos(), from, h));
    to.end_part(PartType::polygon);
  } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    const int members = GEOSGetNumGeometries_r(geos(), from);
    for (int m = 0; m < members; ++m)
      append_polygons(to, GEOSGetGeometryN_r(geos(), from, m));
  }
}

Geometry polygons_of(const GeosGeometry& from) {
  Geometry polygons;
  append_polygons(polygons, from.get());
  return polygons;
}

GeosGeometry made_valid(const GeosGeometry& broken, GEOSMakeValidMethods method) {
  const MakeValidParams params(GEOSMakeValidParams_create_r(geos()));
  GEOSMakeValidParams_setMethod_r(geos(), params.get(), method);
  GEOSMakeValidParams_setKeepCollapsed_r(geos(), params.get(), 0);
  return GeosGeometry(GEOSMakeValidWithParams_r(geos(), broken.get(), params.get()));
}

GeosGeometry made_valid(GeometryView polygons) {
  const auto broken = to_geos(polygons);
  auto valid = made_valid(broken, GEOS_MAKE_VALID_STRUCTURE);
  if (!valid || GEOSisValid_r(geos(), valid.get()) != 1)
    valid = made_valid(broken, GEOS_MAKE_VALID_LINEWORK);
  if (!valid)
    fail_with_geos_error();
  return valid;
}

} // namespace

bool is_valid(GeometryView polygons) {
  constexpr char yes = 1;
  constexpr char gave_up = 2;
  const char answer = GEOSisValid_r(geos(), to_geos(polygons).get());
  if (answer == gave_up)
    fail_with_geos_error();
  return answer == yes;
}

std::string invalid_reason(GeometryView polygons) {
  char* reason = nullptr;
  const char answer = GEOSisValidDetail_r(geos(), to_geos(polygons).get(), 0, &reason, nullptr);
  const GeosText owned(reason);
  constexpr char gave_up = 2;
  if (answer == gave_up)
    fail_with_geos_error();
  return reason ? reason : "";
}

Geometry make_valid(GeometryView polygons) {
  return polygons_of(made_valid(polygons));
}

Geometry make_valid_on_grid(GeometryView polygons, double grid, const std::stop_token& stop) {
  const Stoppable stoppable(stop);
  const auto valid = made_valid(polygons);
  return polygons_of(checked(GEOSGeom_setPrecision_r(geos(), valid.get(), grid, 0)));
}

Geometry intersection(GeometryView polygons, const Box& box) {
  Geometry frame;
  frame.points = {{box.west, box.south},
                  {box.east, box.south},
                  {box.east, box.north},
                  {box.west, box.north},
                  {box.west, box.south}};
  frame.end_ring();
  frame.end_part(PartType::polygon);
  return polygons_of(
      checked(GEOSIntersection_r(geos(), to_geos(polygons).get(), to_geos(frame).get())));
}

Geometry unite(GeometryView polygons, const std::stop_token& stop) {
  const Stoppable stoppable(stop);
  return polygons_of(checked(GEOSUnaryUnion_r(geos(), to_geos(polygons).get())));
}

Geometry difference(GeometryView polygons, GeometryView taken_away, const std::stop_token& stop) {
  const Stoppable stoppable(stop);
  return polygons_of(
      checked(GEOSDifference_r(geos(), to_geos(polygons).get(), to_geos(taken_away).get())));
}

Geometry buffer(GeometryView lines, double distance) {
  constexpr int quadrant_segments = 8;
  Geometry buffers;
  for (std::uint32_t p = 0; p < lines.part_count(); ++p)
    if (lines.part(p).type() == PartType::line) {
      const auto line = line_to_geos(lines.part(p).ring(0));
      const auto around = checked(GEOSBuffer_r(geos(), line.get(), distance, quadrant_segments));
      append_polygons(buffers, around.get());
    }
  return buffers;
}

bool touch(GeometryView polygons, GeometryView lines) {
  const auto area = to_geos(polygons);
  for (std::uint32_t p = 0; p < lines.part_count(); ++p)
    if (lines.part(p).type() == PartType::line &&
        GEOSIntersects_r(geos(), area.get(), line_to_geos(lines.part(p).ring(0)).get()) == 1)
      return true;
  return false;
}

LibraryVersion geos_version() {
  return {"GEOS", ::GEOSversion()};
}

} // namespace geo
