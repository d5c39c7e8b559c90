#include "server/http/query_params.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "geo/number_text.hpp"

namespace server {

using geo::ErrorKind;
using geo::fail;

std::optional<std::string_view> query_text(const Request& request, std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : request.query) {
    if (key != name)
      continue;
    if (found)
      fail(ErrorKind::invalid_input, "parameter {}: given twice; give it once", name);
    found = value;
  }
  return found;
}

void allow_only(const Request& request, const std::vector<std::string_view>& known) {
  for (const auto& [key, value] : request.query)
    if (std::ranges::find(known, key) == known.end())
      fail(ErrorKind::invalid_input, "parameter {}: not known here; {}", key,
           known.empty() ? "the address takes none; a body has its own"
                         : fmt::format("known are: {}", fmt::join(known, ", ")));
}

std::int64_t query_integer(const Request& request, std::string_view name, std::int64_t least,
                           std::int64_t otherwise) {
  const auto text = query_text(request, name);
  if (!text)
    return otherwise;
  const auto value = geo::parse_number<std::int64_t>(*text);
  if (!value || *value < least)
    fail(ErrorKind::invalid_input, "parameter {}: \"{}\" is not a whole number from {} on", name,
         *text, least);
  return *value;
}

std::vector<geo::Box> query_bbox(const Request& request) {
  const auto text = query_text(request, "bbox");
  if (!text)
    return {};
  auto n = geo::parse_numbers(*text).value_or(std::vector<double>());
  if (n.size() == 6)
    n = {n[0], n[1], n[3], n[4]};
  if (n.size() != 4)
    fail(ErrorKind::invalid_input,
         "parameter bbox: \"{}\" is not four numbers; write west,south,east,north in degrees",
         *text);
  if (n[1] > n[3])
    fail(ErrorKind::invalid_input, "parameter bbox: south {} lies north of north {}", n[1], n[3]);
  if (n[2] - n[0] >= 360)
    return {{-180, n[1], 180, n[3]}};
  const double west = std::remainder(n[0], 360);
  const double east = std::remainder(n[2], 360);
  if (west > east)
    return {{west, n[1], 180, n[3]}, {-180, n[1], east, n[3]}};
  return {{west, n[1], east, n[3]}};
}

} // namespace server
