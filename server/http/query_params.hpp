#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "geo/geometry.hpp"
#include "server/http/http.hpp"

namespace server {

/// Readers of a request's query. All throw Error(invalid_input) that names the parameter, its value
/// and what is legal.

/// The parameter's only value; nullopt when absent. Throws when it is given twice.
std::optional<std::string_view> query_text(const Request& request, std::string_view name);

/// Throws when the query has a parameter that is not among `known`.
void allow_only(const Request& request, const std::vector<std::string_view>& known);

/// A whole number from `least` on; `otherwise` when absent.
std::int64_t query_integer(const Request& request, std::string_view name, std::int64_t least,
                           std::int64_t otherwise);

/// bbox=west,south,east,north in CRS84 degrees, or with heights (six numbers), which are passed
/// over (OGC 17-069r4 section 7.15.3). Longitudes may lie beyond 180, as in a map panned around the
/// world. One box; two when it spans the antimeridian (west > east); none when absent.
std::vector<geo::Box> query_bbox(const Request& request);

} // namespace server
