#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "geo/geometry.hpp"

// Private to geojson_reader.cpp. These functions throw simdjson_error for JSON that is broken.
namespace layers {

/// A feature that cannot be read, and why; the file goes on.
struct Unreadable {
  const char* why;
};

/// GeoJSON knows a geometry of this name.
bool is_geometry_type(std::string_view type);

/// Appends the parts of a GeoJSON geometry; collections are flattened, heights dropped, or appended
/// to `heights_m` as SourceFeatures has them. Throws Unreadable; simdjson_error NO_SUCH_FIELD or
/// INCORRECT_TYPE for members that are missing or do not fit.
void read_geometry(simdjson::ondemand::object geometry, geo::Geometry& to,
                   std::vector<float>* heights_m = nullptr, int depth = 0);

/// Appends the object without white space; of members of the same name the last counts, NaN and
/// infinity become null. `known_keys` are keys already found to be distinct: the features of a file
/// mostly have the same ones. Throws Unreadable for one that is nested too deep or has too many
/// members.
void write_object(std::string& out, simdjson::ondemand::object object,
                  std::vector<std::string>& known_keys, int depth = 0);

/// Appends the number with all its digits.
void write_number(std::string& out, simdjson::ondemand::value number);

} // namespace layers
