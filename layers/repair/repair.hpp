// layers/repair: broken geometry made valid, with a report; knows no source format.
#pragma once

#include "layers/features/source_features.hpp"

namespace layers {

/// Makes raw features, already in CRS84 degrees, keep the promise of SourceFeatures: finite, in
/// range, cut at the antimeridian (RFC 7946 section 3.1.9), valid, right-handed, no feature without
/// a part. Whatever is changed on the way is counted in features.report, whatever cannot be saved
/// is counted as lost and left out; report.served is set. Features that need nothing keep every bit
/// of their coordinates (but for the turning of rings), and all keep their order. Works on all
/// cores; the result does not depend on their number.
void repair(SourceFeatures& features);

} // namespace layers
