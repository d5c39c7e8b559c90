#include "server/commands/export_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

namespace server {

namespace {

using namespace std::chrono_literals;

double share_of(const layers::ExportProgress& progress, std::uint64_t visits_in_all) {
  return std::min(1.0, static_cast<double>(progress.visited) / static_cast<double>(visits_in_all));
}

/// What happened between two moments, as if it were a rate.
ExportRate rate_between(const layers::ExportProgress& before, const layers::ExportProgress& now,
                        double seconds) {
  return {static_cast<double>(now.tiles - before.tiles) / seconds,
          static_cast<double>(now.visited - before.visited) / seconds};
}

ExportRate smoothed(const std::optional<ExportRate>& before, ExportRate now) {
  constexpr double weight = 0.2;
  if (!before)
    return now;
  return {std::lerp(before->tiles_per_s, now.tiles_per_s, weight),
          std::lerp(before->visited_per_s, now.visited_per_s, weight)};
}

} // namespace

std::string duration_text(double seconds) {
  if (seconds < 9.95)
    return fmt::format("{:.1f} s", seconds);
  const auto whole = std::llround(seconds);
  if (whole < 60)
    return fmt::format("{} s", whole);
  if (whole < 3600)
    return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 1000)
    return fmt::format("{} bytes", bytes);
  auto amount = static_cast<double>(bytes) / 1000;
  const char* unit = "kB";
  for (const char* larger : {"MB", "GB", "TB"})
    if (amount >= 999.95) {
      amount /= 1000;
      unit = larger;
    }
  return fmt::format("{:.1f} {}", amount, unit);
}

std::string count_text(std::uint64_t count) {
  auto text = std::to_string(count);
  for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > 0; place -= 3)
    text.insert(text.begin() + place, ',');
  return text;
}

std::string progress_text(const layers::ExportProgress& progress, ExportRate rate,
                          std::uint64_t visits_in_all) {
  const auto tiles =
      fmt::format("{} tiles, {} tiles/s", count_text(progress.tiles),
                  count_text(static_cast<std::uint64_t>(std::llround(rate.tiles_per_s))));
  if (visits_in_all == 0)
    return tiles;
  const auto share = fmt::format("{:3.0f} %, {}", 100 * share_of(progress, visits_in_all), tiles);
  if (rate.visited_per_s <= 0)
    return share;
  const auto visits_left = visits_in_all - std::min(visits_in_all, progress.visited);
  return fmt::format("{}, {} left", share,
                     duration_text(static_cast<double>(visits_left) / rate.visited_per_s));
}

std::string progress_bar(const layers::ExportProgress& progress, std::uint64_t visits_in_all) {
  return visits_in_all == 0 ? "" : progress_bar(share_of(progress, visits_in_all)) + " ";
}

void ExportReport::update(const layers::ExportProgress& progress) {
  const auto now = Clock::now();
  if (!m_printed) {
    m_printed = progress;
    m_printed_at = now;
    return;
  }
  if (now - m_printed_at < (m_line.is_shown() ? 200ms : 5000ms))
    return;
  const std::chrono::duration<double> passed = now - m_printed_at;
  m_rate = smoothed(m_rate, rate_between(*m_printed, progress, passed.count()));
  m_printed = progress;
  m_printed_at = now;
  print(progress);
}

void ExportReport::print(const layers::ExportProgress& progress) {
  const std::uint64_t in_all = m_visits_in_all;
  const auto text = progress_text(progress, *m_rate, in_all);
  if (m_line.is_shown())
    m_line.show(progress_bar(progress, in_all) + text);
  else
    fmt::print(stderr, "{}\n", text);
}

} // namespace server
