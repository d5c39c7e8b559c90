#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/tile/mvt.hpp"

namespace support {

using MvtDecodedValue = std::variant<std::string, double, std::int64_t, std::uint64_t, bool>;

struct MvtDecodedFeature {
  std::optional<std::uint64_t> id;
  int type = 0;
  std::map<std::string, MvtDecodedValue> properties;
  /// All points as one path; each line; each ring, not closed.
  std::vector<std::vector<geo::TileXY>> paths;
};

struct MvtDecodedLayer {
  std::string name;
  std::uint32_t version = 0;
  std::uint32_t extent = 4096;
  std::vector<MvtDecodedFeature> features;
};

/// Reads a tile strictly by the Mapbox Vector Tile specification 2.1 (version 1 layers too). Throws
/// std::runtime_error for whatever the specification forbids.
std::vector<MvtDecodedLayer> decode_mvt(std::string_view tile);

} // namespace support
