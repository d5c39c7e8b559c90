#include "server/api/tile_address.hpp"

#include <charconv>
#include <cstdint>
#include <limits>

#include "geo/error.hpp"

namespace server {

using geo::ErrorKind;
using geo::fail;

namespace {

/// Digits, perhaps behind a minus sign; what is too large becomes the largest.
std::int64_t tile_number(std::string_view name, std::string_view text) {
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    fail(ErrorKind::invalid_input, "tile: {} is not a whole number", name);
  std::int64_t value = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  return error == std::errc() ? value : std::numeric_limits<std::int64_t>::max();
}

} // namespace

geo::TileId tile_of(const Call& call) {
  const auto z = tile_number("the zoom", call.path("z"));
  const auto x = tile_number("the column", call.path("x"));
  const auto y = tile_number("the row", call.path("y"));
  if (z < 0 || z > geo::max_zoom)
    fail(ErrorKind::not_found, "tile: zoom {} does not exist; zooms are 0 to {}", z, geo::max_zoom);
  const auto last = std::int64_t{geo::tiles_across(static_cast<int>(z))} - 1;
  if (x < 0 || x > last || y < 0 || y > last)
    fail(ErrorKind::not_found,
         "tile: column {}, row {} does not exist at zoom {}; both are 0 to {}", x, y, z, last);
  return {static_cast<int>(z), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)};
}

} // namespace server
