#pragma once

#include "layers/coverage/coverage_answer.hpp"

namespace layers {

/// What a request means before anything is computed: its layers, its norm, its limits and its
/// clock. Throws as coverage_of() for what is not there.
Coverage understood(const LayerList& layers, const CoverageRequest& request);

} // namespace layers
