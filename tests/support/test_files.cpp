#include "tests/support/test_files.hpp"

#include <cstdlib>

namespace support {

std::filesystem::path source_file(const std::filesystem::path& path) {
  return HAZARDMAP_SOURCE_DIR / path;
}

std::filesystem::path real_data(const std::filesystem::path& path) {
  const char* given = std::getenv("HAZARDMAP_REAL_DATA");
  return (given ? std::filesystem::path(given) : source_file("../shared/data")) / path;
}

} // namespace support
