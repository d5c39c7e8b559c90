// layers/repair: broken geometry made valid, with a report; knows no source format.
#pragma once

#include <chrono>
#include <cstddef>

#include "layers/features/source_features.hpp"

namespace layers {

/// What repair may take; a feature that needs more is lost.
struct RepairLimits {
  /// How often the edges of one feature may cross or touch one another, beside three times for each
  /// of its vertices. GEOS takes some 2 kB and 30 us for each.
  std::size_t crossings = 20'000;
  /// For all features. What is broken and comes later is lost; to be found valid, each has a second
  /// still.
  std::chrono::duration<double> time{300};
};

/// Makes raw features, already in CRS84 degrees, keep the promise of SourceFeatures: finite, in
/// range, cut at the antimeridian (RFC 7946 section 3.1.9), valid, right-handed, no feature without
/// a part. Whatever is changed on the way is counted in features.report, whatever cannot be saved
/// is counted as lost and left out; report.served is set. Features that need nothing keep every bit
/// of their coordinates (but for the turning of rings), and all keep their order. Works on all
/// cores; the result does not depend on their number, unless the time is over.
void repair(SourceFeatures& features, const RepairLimits& limits = {});

} // namespace layers
