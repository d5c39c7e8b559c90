#pragma once

#include <vector>

#include "server/api/router.hpp"

namespace server {

/// The API on one screen.
std::vector<Route> routes();

} // namespace server
