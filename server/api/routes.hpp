// server/api: one file for each resource; knows no socket and no command line.
#pragma once

#include <vector>

#include "server/api/router.hpp"

namespace server {

/// The API on one screen.
std::vector<Route> routes();

} // namespace server
