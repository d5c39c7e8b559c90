#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace support {

/// An archive as it was read.
struct Pmtiles {
  std::map<std::uint64_t, std::string> tiles; ///< by number; as they are stored
  std::string metadata;                       ///< JSON
  std::uint64_t leaf_count = 0;
  std::uint64_t entry_count = 0;
  std::uint64_t content_count = 0;
  std::uint64_t data_bytes = 0;
  int tile_type = 0;
  int min_zoom = 0;
  int max_zoom = 0;
  std::vector<double> bounds; ///< west, south, east, north
  int center_zoom = 0;
  std::vector<double> center; ///< lon, lat
};

/// Reads an archive strictly by PMTiles version 3: throws std::runtime_error for whatever its
/// specification forbids, for counts that are wrong, and for a clustered flag that is.
Pmtiles read_pmtiles(const std::string& path);

} // namespace support
