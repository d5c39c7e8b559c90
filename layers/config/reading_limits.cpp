#include "layers/config/reading_limits.hpp"

#include <nlohmann/json.hpp>

namespace layers {

const std::vector<std::string>& reading_keys() {
  static const std::vector<std::string> keys{"time_s", "features", "bytes", "crossings"};
  return keys;
}

ReadingLimits reading_limits_at(const nlohmann::json& whole, const JsonContext& file) {
  ReadingLimits limits;
  const auto found = whole.find("reading");
  if (found == whole.end())
    return limits;
  const auto context = file.at("reading");
  check_keys(object_at(*found, "reading", file), reading_keys(), context);
  const auto size_at = [&](const char* key, std::size_t otherwise, Range legal) {
    return static_cast<std::size_t>(
        whole_at(*found, key, static_cast<std::int64_t>(otherwise), legal, context));
  };
  limits.time_s = number_at(*found, "time_s", limits.time_s, {0.1, 86'400}, context);
  limits.features = size_at("features", limits.features, {1, 4e9});
  limits.bytes = size_at("bytes", limits.bytes, {1e6, 1e12});
  limits.crossings = size_at("crossings", limits.crossings, {0, 1e9});
  return limits;
}

} // namespace layers
