#pragma once

#include <vector>

namespace layers {

/// Makes heights that say nothing NaN: what stands for "none" (-9999, infinity: all but -500 to
/// 9000 m), and zeros, where no other height is within 100 m of them. If none is left, there are no
/// heights. `heights_m`: as SourceFeatures has them.
void drop_unsaid_heights(std::vector<float>& heights_m);

} // namespace layers
