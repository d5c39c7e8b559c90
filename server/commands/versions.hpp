#pragma once

#include <string>
#include <vector>

#include "geo/library_version.hpp"

namespace server {

/// Each library of the program, as the rooms that use it tell.
std::vector<geo::LibraryVersion> library_versions();

/// `hazardmap 0.1.0`, then a line for each library; no line break at the end.
std::string version_text();

} // namespace server
