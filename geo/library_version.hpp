#pragma once

#include <string>

namespace geo {

/// A library that the program uses. The version is that of the library that is loaded where it can
/// tell, else that of the headers.
struct LibraryVersion {
  std::string name;
  std::string version;
};

} // namespace geo
