#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "layers/text/config_json.hpp"

namespace layers {

/// What one source may take to be read. Nothing that is made by people comes near; a view of a
/// database may have rows without end.
struct ReadingLimits {
  double time_s = 60;                           ///< to read it, and again to repair it
  std::size_t features = 10'000'000;            ///< of one layer
  std::size_t bytes = 2UL * 1024 * 1024 * 1024; ///< their coordinates and attributes in memory
  std::size_t crossings = 20'000;               ///< of one feature with itself: see RepairLimits

  bool operator==(const ReadingLimits&) const = default;
};

/// Of a table's columns, and of the attributes of one feature: as many as a sheet of a workbook
/// has.
constexpr std::size_t most_attributes = 16'384;
/// Of all features of a layer together.
constexpr std::size_t most_attributes_of_layer = 65'536;

/// "reading" of a configuration. Throws invalid_input for what it may not hold.
ReadingLimits reading_limits_at(const nlohmann::json& whole, const JsonContext& file);

/// The keys that it may hold, in the schema's order.
const std::vector<std::string>& reading_keys();

} // namespace layers
