#pragma once

#include <string>

#include "geo/error.hpp"
#include "geo/memory.hpp"
#include "geo/time_limit.hpp"
#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"
#include "layers/files/gdal_bytes.hpp"

namespace layers {

/// Throws too_large when there are more features or bytes than config.reading allows.
void check_size(const SourceFeatures& features, const LayerConfig& config);

/// The same after each feature, for readers of what may have no end; throws as geo::check_time(),
/// too.
void check_reading(const SourceFeatures& features, const LayerConfig& config);

/// Throws too_large for a table of more than most_attributes columns.
void check_columns(std::size_t columns, const LayerConfig& config);

/// What is said of a feature with more attributes than that.
constexpr auto too_many_attributes = "more than 16384 attributes";

/// The source's bytes, decompressed. Throws too_large when they are more than config.reading.bytes,
/// and invalid_input when they cannot be read: what GDAL reads from a compressed file or an archive
/// is cut short or damaged, a plain file is forbidden.
ByteBlocks blocks_within_limit(const std::string& gdal_path, const LayerConfig& config);

/// The same in one piece.
std::string bytes_within_limit(const std::string& gdal_path, const LayerConfig& config);

/// Throws too_large: the source took longer than config.reading.time_s.
[[noreturn]] void fail_over_time(const LayerConfig& config);

/// What read() gives, which has config.reading.time_s for it: SQLite, GEOS and check_reading() end
/// what this thread does then. Throws as fail_over_time(), or what read() throws before.
template <typename Read>
auto read_in_time(const LayerConfig& config, Read read) {
  using Clock = geo::TimeLimit::Clock;
  const std::chrono::duration<double> time(config.reading.time_s);
  const geo::TimeLimit limit(Clock::now() + std::chrono::duration_cast<Clock::duration>(time));
  try {
    auto result = read();
    if (!geo::is_over_time()) // what was ended may have passed for the end of the source
      return result;
  } catch (const geo::Error&) {
    if (!geo::is_over_time())
      throw;
  }
  fail_over_time(config);
}

/// What work() gives, which is about the source. Throws unavailable when memory ran out meanwhile,
/// see geo::with_enough_memory().
template <typename Work>
auto in_memory(const LayerConfig& config, Work work) {
  try {
    return geo::with_enough_memory(work);
  } catch (const std::bad_alloc&) {
    geo::fail(geo::ErrorKind::unavailable, "{}: out of memory while it was read", config.source);
  }
}

} // namespace layers
