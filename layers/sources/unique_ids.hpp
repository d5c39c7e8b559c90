#pragma once

#include "layers/features/source_features.hpp"

namespace layers {

/// Gives features whose id an earlier one has another: "7_2", "7_3", …; reports how many. The
/// others keep theirs.
void make_ids_unique(SourceFeatures& features);

} // namespace layers
