#pragma once

#include <vector>

#include "geo/library_version.hpp"

namespace server {

/// Pistache and Boost.Beast.
std::vector<geo::LibraryVersion> wire_versions();

} // namespace server
