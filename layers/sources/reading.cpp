#include "layers/sources/reading.hpp"

#include <utility>

namespace layers {

namespace {

std::size_t bytes_in_memory(const SourceFeatures& features) {
  return features.json.size() + features.geometry.points.size() * sizeof(geo::LonLat) +
         features.size() * (sizeof(std::uint32_t) + sizeof(std::size_t));
}

[[noreturn]] void fail_unreadable(const std::string& gdal_path, const LayerConfig& config) {
  const bool is_packed = gdal_path.starts_with("/vsi") && gdal_path != config.source;
  geo::fail(geo::ErrorKind::invalid_input, "{}: cannot be read; {}", config.source,
            is_packed ? "it is cut short or damaged: copy it again" : "check its permissions");
}

} // namespace

void check_size(const SourceFeatures& features, const LayerConfig& config) {
  const auto& limits = config.reading;
  if (features.size() > limits.features)
    geo::fail(geo::ErrorKind::too_large,
              "{}: more than {} features, of which the last read is {}; choose fewer by \"where\", "
              "or raise \"reading.features\" in the configuration",
              config.source, limits.features, features.id_text(features.size() - 1));
  if (bytes_in_memory(features) > limits.bytes)
    geo::fail(
        geo::ErrorKind::too_large,
        "{}: more than {} bytes in {} features, of which the last read is {}; choose fewer by "
        "\"where\", or raise \"reading.bytes\" in the configuration",
        config.source, limits.bytes, features.size(), features.id_text(features.size() - 1));
}

void check_reading(const SourceFeatures& features, const LayerConfig& config) {
  check_size(features, config);
  geo::check_time();
}

void check_columns(std::size_t columns, const LayerConfig& config) {
  if (columns > most_attributes)
    geo::fail(geo::ErrorKind::too_large, "{}: more than {} columns; leave some out", config.source,
              most_attributes);
}

ByteBlocks blocks_within_limit(const std::string& gdal_path, const LayerConfig& config) {
  auto bytes = blocks_of(gdal_path, config.reading.bytes);
  if (!bytes)
    fail_unreadable(gdal_path, config);
  check_bytes(bytes->size, config.reading.bytes, config.source);
  return std::move(*bytes);
}

std::string bytes_within_limit(const std::string& gdal_path, const LayerConfig& config) {
  return joined(blocks_within_limit(gdal_path, config));
}

void fail_over_time(const LayerConfig& config) {
  geo::fail(geo::ErrorKind::too_large,
            "{}: not read within {} s; see whether a view of it ever ends, or raise "
            "\"reading.time_s\" in the configuration",
            config.source, config.reading.time_s);
}

} // namespace layers
