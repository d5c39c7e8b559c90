#pragma once

#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"

namespace layers {

/// The layers that a command line names, by a configuration or, without one, guessed.
struct LayerPlan {
  Config config;                    ///< its `file` is empty when the layers were guessed
  std::vector<std::string> because; ///< why layer i was guessed so; empty for a configuration
  std::vector<std::string> notes;   ///< files of a folder that hold no layer, one line each
  /// Files of a folder that should be layers and cannot be read: `<file>: <why>`.
  std::vector<std::string> broken;
};

/// `arguments`: one configuration file; or files, folders (their files, not those of folders
/// within) and GDAL connections, whose layers are guessed from geometry, names and attributes and
/// put in drawing order: areas lowest, stations on top. A single folder with a hazardmap.json is
/// that configuration. Sources are opened; a big one is read once. Throws not_found or
/// invalid_input for a source that was named and cannot be read, and when there is neither a layer
/// nor a broken file.
LayerPlan plan_layers(const std::vector<std::string>& arguments);

} // namespace layers
