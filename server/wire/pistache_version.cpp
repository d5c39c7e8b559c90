#include "server/wire/pistache_version.hpp"

#include <boost/beast/version.hpp>
#include <boost/version.hpp>
#include <fmt/core.h>

namespace server {

std::vector<geo::LibraryVersion> wire_versions() {
  return {{"Pistache", HAZARDMAP_PISTACHE_VERSION}, // its headers do not tell
          {"Boost.Beast",
           fmt::format("{} (Boost {}.{}.{})", BOOST_BEAST_VERSION, BOOST_VERSION / 100'000,
                       BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)}};
}

} // namespace server
