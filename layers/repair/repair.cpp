// 1. Blocks of features, on all cores: test each; the few that are broken are mended on a copy.
// 2. If any was: copy all features once, in their order, with the mended ones in their place.
// 3. Turn rings right-handed, in place.
#include "layers/repair/repair.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/error.hpp"
#include "geo/overlay.hpp"
#include "geo/ring_nesting.hpp"
#include "geo/threads/parallel.hpp"
#include "geo/time_limit.hpp"
#include "layers/repair/antimeridian.hpp"
#include "layers/repair/bounded_repair.hpp"
#include "layers/repair/soundness.hpp"

namespace layers {

namespace {

using geo::Geometry;
using geo::GeometryView;
using geo::LonLat;
using geo::PartType;
using geo::PartView;
using Clock = geo::TimeLimit::Clock;
using namespace std::chrono_literals;

constexpr double lon_readable_deg = 540; // a turn beyond the antimeridian on either side
constexpr double rounding_deg = 1e-9;    // 0.1 mm: the excess that reprojection leaves

/// A feature that is not served as it came.
struct Mended {
  std::uint32_t feature = 0;
  Geometry geometry;                ///< what is served instead
  std::vector<std::string> changes; ///< reported
  std::string loss;                 ///< why nothing is served; empty: geometry is
};

bool is_finite(LonLat p) {
  return std::isfinite(p.lon) && std::isfinite(p.lat);
}

bool is_readable(LonLat p) {
  return std::abs(p.lon) <= lon_readable_deg + rounding_deg &&
         std::abs(p.lat) <= lat_limit_deg + rounding_deg;
}

void note(Mended& mended, const std::string& change) {
  if (std::ranges::find(mended.changes, change) == mended.changes.end())
    mended.changes.push_back(change);
}

void clamp_rounding(LonLat& p) {
  if (std::abs(p.lat) > lat_limit_deg)
    p.lat = std::copysign(lat_limit_deg, p.lat);
  if (std::abs(p.lon) > lon_limit_deg && std::abs(p.lon) <= lon_limit_deg + rounding_deg)
    p.lon = std::copysign(lon_limit_deg, p.lon);
  if (std::abs(p.lon) > lon_readable_deg)
    p.lon = std::copysign(lon_readable_deg, p.lon);
}

void close_ring(Mended& mended, std::vector<LonLat>& ring) {
  if (ring.empty() || is_closed(ring))
    return;
  ring.push_back(ring.front());
  note(mended, "ring closed");
}

/// A shell without extent takes its holes along.
void append_sound_rings(Mended& mended, PartView part) {
  const bool is_polygon = part.type() == PartType::polygon;
  auto& to = mended.geometry;
  for (std::uint32_t r = 0; r < part.ring_count(); ++r) {
    std::vector<LonLat> ring(part.ring(r).begin(), part.ring(r).end());
    if (is_polygon)
      close_ring(mended, ring);
    if (has_extent(part.type(), ring)) {
      to.points.insert(to.points.end(), ring.begin(), ring.end());
      to.end_ring();
      continue;
    }
    note(mended, is_polygon ? "collapsed ring left out" : "collapsed line left out");
    if (r == 0)
      return;
  }
  if (part.ring_count() > 0)
    to.end_part(part.type());
}

void cut_longitudes(Mended& mended, std::size_t most_crossings) {
  auto unwrapped = cut_at_antimeridian(mended.geometry, most_crossings);
  if (unwrapped.is_moved)
    note(mended, "moved into longitudes -180 to 180");
  if (unwrapped.is_cut)
    note(mended, "cut at the antimeridian");
  if (unwrapped.is_moved || unwrapped.is_cut)
    mended.geometry = std::move(unwrapped.geometry);
}

std::string in_lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

void repair_polygons(Mended& mended, std::size_t most_crossings) {
  if (!has_polygons(mended.geometry) || geo::is_valid(mended.geometry))
    return;
  note(mended, in_lower_case(geo::invalid_reason(mended.geometry)) + " repaired");
  Geometry repaired;
  for (std::uint32_t p = 0; p < mended.geometry.part_count(); ++p)
    if (mended.geometry.part_types[p] != PartType::polygon)
      geo::append(repaired, {mended.geometry, p, p + 1});
  geo::append(repaired, make_valid_within(mended.geometry, most_crossings));
  mended.geometry = std::move(repaired);
}

/// A ring that covers something lies outside what should be the shell around it.
bool are_confused(PartView part) {
  const auto has_area = [&](std::uint32_t r) {
    return has_extent(PartType::polygon, part.ring(r));
  };
  if (part.type() != PartType::polygon || part.ring_count() == 0 || !has_area(0))
    return false;
  const auto shell = geo::bounding_box(part.ring(0));
  for (std::uint32_t r = 1; r < part.ring_count(); ++r)
    if (has_area(r) && !shell.contains(geo::bounding_box(part.ring(r))))
      return true;
  return false;
}

/// Rings of a polygon whose first is not the one around the others.
Geometry with_shells_first(Mended& mended, GeometryView broken) {
  Geometry copy;
  for (std::uint32_t p = 0; p < broken.part_count(); ++p) {
    const GeometryView part(*broken.arrays, broken.first_part + p, broken.first_part + p + 1);
    const bool is_confused = are_confused(part.part(0));
    if (is_confused)
      note(mended, "shell and holes confused: drawn by the even-odd rule");
    if (is_confused)
      geo::append(copy, geo::nested_by_even_odd(part));
    else
      geo::append(copy, part);
  }
  return copy;
}

void mend(Mended& mended, GeometryView broken, std::size_t most_crossings) {
  auto copy = with_shells_first(mended, broken);
  std::ranges::for_each(copy.points, clamp_rounding);
  for (std::uint32_t p = 0; p < copy.part_count(); ++p)
    append_sound_rings(mended, {&copy, p});
  cut_longitudes(mended, most_crossings);
  repair_polygons(mended, most_crossings);
  if (mended.geometry.empty())
    mended.loss = mended.changes.empty() ? "no geometry" : "nothing left: " + mended.changes.back();
}

std::string loss_by(const geo::Error& error) {
  if (error.kind() == geo::ErrorKind::too_large)
    return error.what();
  return error.kind() == geo::ErrorKind::unavailable
             ? "takes too long to repair; draw it anew, or raise \"reading.time_s\""
             : "could not be repaired";
}

Mended mended_copy(GeometryView broken, std::size_t most_crossings) {
  Mended mended;
  if (broken.empty())
    mended.loss = "no geometry";
  else if (!std::ranges::all_of(broken.points(), is_finite))
    mended.loss = "coordinates not finite";
  else if (!std::ranges::all_of(broken.points(), is_readable))
    mended.loss = "coordinates outside longitude/latitude";
  else
    mend(mended, broken, most_crossings);
  return mended;
}

bool needs_mending(GeometryView geometry) {
  return !is_sound(geometry) || (has_polygons(geometry) && !geo::is_valid(geometry));
}

/// One repair of all features, and until when it may take.
struct Repair {
  const SourceFeatures& features;
  std::size_t most_crossings;
  Clock::time_point end;
};

/// A valid feature is served even when it comes late.
bool is_found_broken(GeometryView geometry, Clock::time_point end) {
  const geo::TimeLimit limit(std::max(end, Clock::now() + 1s));
  return needs_mending(geometry);
}

/// Nullopt: it needs no mending. One feature must not cost the layer.
std::optional<Mended> mended_if_broken(GeometryView geometry, const Repair& job) {
  try {
    if (!is_found_broken(geometry, job.end))
      return std::nullopt;
    const geo::TimeLimit limit(job.end);
    geo::check_time();
    return mended_copy(geometry, job.most_crossings);
  } catch (const geo::Error& error) {
    Mended lost;
    lost.loss = loss_by(error);
    return lost;
  }
}

std::vector<Mended> mend_block(const Repair& job, std::size_t first, std::size_t last) {
  std::vector<Mended> block;
  for (auto i = first; i < last; ++i) {
    auto mended = mended_if_broken(job.features.feature(i), job);
    if (!mended)
      continue;
    block.push_back(*std::move(mended));
    block.back().feature = static_cast<std::uint32_t>(i);
  }
  return block;
}

/// In the order of the features, whichever thread was faster.
std::vector<Mended> mend_all(const SourceFeatures& features, const RepairLimits& limits) {
  constexpr std::size_t block_size = 64;
  std::vector<std::vector<Mended>> blocks((features.size() + block_size - 1) / block_size);
  const Repair job{features, limits.crossings,
                   Clock::now() + std::chrono::duration_cast<Clock::duration>(limits.time)};
  geo::parallel_for(blocks.size(), {}, [&](std::size_t b) {
    blocks[b] = mend_block(job, b * block_size, std::min((b + 1) * block_size, features.size()));
  });
  std::vector<Mended> all;
  for (auto& block : blocks)
    std::ranges::move(block, std::back_inserter(all));
  return all;
}

void report(SourceFeatures& features, const std::vector<Mended>& mended) {
  for (const auto& one : mended) {
    const auto id = features.id_text(one.feature);
    if (!one.loss.empty()) {
      features.report.add(one.loss, Effect::lost, id);
      continue;
    }
    for (const auto& change : one.changes)
      features.report.add(change, Effect::note, id);
  }
}

/// Of a mended feature: the points that it has kept keep their heights, up to the first new one.
std::vector<float> heights_after(const SourceFeatures& from, std::size_t feature,
                                 const Geometry& mended) {
  const auto before = from.feature(feature).points();
  const auto before_m = heights_of(from.heights_m, from.feature(feature));
  std::vector<float> heights_m;
  auto next = before.begin();
  for (const auto point : mended.points) {
    next = std::find(next, before.end(), point);
    const auto number = static_cast<std::size_t>(next - before.begin());
    if (number >= before_m.size())
      break;
    heights_m.push_back(before_m[number]);
    ++next;
  }
  return heights_m;
}

SourceFeatures with_mended(const SourceFeatures& from, const std::vector<Mended>& mended) {
  SourceFeatures to;
  to.geometry.points.reserve(from.geometry.points.size());
  to.json.reserve(from.json.size());
  auto next = mended.begin();
  for (std::size_t i = 0; i < from.size(); ++i) {
    const bool is_mended = next != mended.end() && next->feature == i;
    const Mended* const instead = is_mended ? &*next++ : nullptr;
    if (instead && !instead->loss.empty())
      continue;
    if (instead)
      append_feature(to, instead->geometry, heights_after(from, i, instead->geometry),
                     from.json_text(i));
    else
      append_feature(to, from, i);
  }
  return to;
}

} // namespace

void repair(SourceFeatures& features, const RepairLimits& limits) {
  const auto mended = mend_all(features, limits);
  if (!mended.empty()) {
    report(features, mended);
    auto rebuilt = with_mended(features, mended);
    rebuilt.report = std::move(features.report);
    rebuilt.declared_types = std::move(features.declared_types);
    features = std::move(rebuilt);
  }
  geo::orient_right_hand(features.geometry);
  features.report.served = features.size();
}

} // namespace layers
