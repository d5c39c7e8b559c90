#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "geo/geometry.hpp"

#include "layers/config/layer_config.hpp"

namespace layers {

/// What one layer of a source was guessed to be.
struct LayerGuess {
  LayerConfig config;
  std::optional<geo::PartType> shape; ///< nullopt: there are no features to tell it
  std::string because;
};

/// What a source was guessed to hold, and its source_stamp() then.
struct SourceGuess {
  std::string stamp;
  std::vector<LayerGuess> layers;
  /// Files of an archive that are not served, as in LayerPlan.
  std::vector<std::string> notes = {};
  std::vector<std::string> not_read = {};
  std::vector<std::string> broken = {};
};

/// The layers that a command line names, by a configuration or, without one, guessed.
struct LayerPlan {
  Config config;                    ///< its `file` is empty when the layers were guessed
  std::vector<std::string> because; ///< why layer i was guessed so; empty for a configuration
  std::vector<std::string> notes;   ///< what a folder or archive has beside layers, a line each
  /// Files of a folder or archive that may hold layers and are not read as such: `<file>: <why>`.
  std::vector<std::string> not_read;
  /// Files of a folder or archive that should be layers and cannot be read: `<file>: <why>`.
  std::vector<std::string> broken;
  std::map<std::string, SourceGuess> guesses; ///< by source, for the next plan
};

/// `arguments`: one configuration file; or files, archives, folders (their files, not those of
/// folders within) and GDAL connections, whose layers are guessed from geometry, names and
/// attributes and put in drawing order: areas lowest, stations on top. A single folder with a
/// hazardmap.json is that configuration. Sources are opened, but those that are as they were when
/// `before` was made; a big one is read once. Throws not_found or invalid_input for a source that
/// was named and cannot be read, unless `before` has its layers, which then stay; and when there is
/// neither a layer nor a broken file.
LayerPlan plan_layers(const std::vector<std::string>& arguments, const LayerPlan& before = {});

} // namespace layers
