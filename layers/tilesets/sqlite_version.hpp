#pragma once

#include "geo/library_version.hpp"

namespace layers {

geo::LibraryVersion sqlite_version();

} // namespace layers
