#pragma once

#include "geo/tile/tile.hpp"
#include "server/api/router.hpp"

namespace server {

/// The tile of a path with {z}, {x} and {y}. Throws invalid_input for what is not a number,
/// not_found for a tile outside the legal range.
geo::TileId tile_of(const Call& call);

} // namespace server
