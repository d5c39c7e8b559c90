#pragma once

#include <string>

#include <cpl_string.h>

#include "layers/config/layer_config.hpp"

namespace layers {

/// What may lie in a folder is read by drivers that follow no name of another file and no address
/// that stands in it. Any thread.

/// GDAL's list of the drivers that may read a source; empty: all may.
CPLStringList allowed_drivers(Reach reach);

/// Throws invalid_input for a source that may reach no other and would, `driver` being the allowed
/// one that knows it, or empty: that only a driver knows which follows what files say, or that a
/// file of its sort has tables which are read from others. Throws too_large for a compressed
/// database of more than config.reading.bytes.
void check_reach(const LayerConfig& config, const std::string& driver);

/// Whether the driver may have read more than the source.
bool may_reach_out(const std::string& driver);

} // namespace layers
