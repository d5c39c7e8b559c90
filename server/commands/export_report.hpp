#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "layers/tilesets/part_folder.hpp"
#include "server/commands/progress_line.hpp"

namespace server {

/// "0.4 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string duration_text(double seconds);
/// "812 bytes", "3.4 kB", "12.5 MB": thousands of thousands.
std::string bytes_text(std::uint64_t bytes);
/// "1,234,567"
std::string count_text(std::uint64_t count);

struct ExportRate {
  double tiles_per_s = 0;
  double visited_per_s = 0; ///< layers::ExportProgress::visited, per second
};

/// How far an export has come, as one line: "45 %, 123,456 tiles, 15,200 tiles/s, 3 min 20 s left".
/// `visits_in_all`: 0 while it is not known; then there is neither a share nor a time.
std::string progress_text(const layers::ExportProgress& progress, ExportRate rate,
                          std::uint64_t visits_in_all);
/// The same share drawn, 30 characters wide: "[#####.....]"; nothing while it is not known.
std::string progress_bar(const layers::ExportProgress& progress, std::uint64_t visits_in_all);

/// Prints to stderr how far an export has come: on a terminal as one line that is written over
/// several times a second, elsewhere as a line every five seconds. One thread at a time.
class ExportReport {
public:
  /// `visits_in_all`: may become known later, on another thread.
  explicit ExportReport(const std::atomic<std::uint64_t>& visits_in_all)
      : m_visits_in_all(visits_in_all) {}

  void update(const layers::ExportProgress& progress);

private:
  using Clock = std::chrono::steady_clock;

  void print(const layers::ExportProgress& progress);

  ProgressLine m_line;
  const std::atomic<std::uint64_t>& m_visits_in_all;
  Clock::time_point m_printed_at;
  std::optional<layers::ExportProgress> m_printed;
  std::optional<ExportRate> m_rate; ///< lately
};

} // namespace server
