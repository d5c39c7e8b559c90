#pragma once

#include <string>

namespace layers {

/// Whether a file is a configuration: `*.json` that has `layers`, wherever the key stands, and is
/// not GeoJSON. By its content: a style of MapLibre or a broken configuration is one too, so that
/// it is read, and refused, as such.
bool is_configuration(const std::string& path);

} // namespace layers
