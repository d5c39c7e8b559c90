#pragma once

#include <optional>
#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"
#include "layers/roads/road_network.hpp"

namespace layers {

/// What became of one layer: its report, or why it could not be read.
struct CheckedLayer {
  LayerConfig config;
  std::string because;              ///< why its kind was guessed; empty: configured
  std::optional<LoadReport> report; ///< nullopt: the source failed
  std::string error;                ///< then the reason, on one line
};

/// What the roads of all layers make.
struct CheckedNetwork {
  NetworkCounts counts;
  std::string summary;               ///< see network_summary()
  std::vector<std::string> warnings; ///< see station_warnings()
  std::string error;                 ///< why there is no network; empty: there is one
};

/// Nothing was lost, all that decides answers was understood, and no source failed.
bool is_clean(const std::vector<CheckedLayer>& layers);

/// One line a layer (`flood  hazard  412 of 412 features  GPKG  EPSG:3405  flood.gpkg`), and below
/// it indented ones: the guess, the attributes' roles, problems with their counts and first ids.
/// Then the network's line and its warnings, and one line for each source of which not even the
/// layers are known: `broken` has the reasons.
std::string report_text(const std::vector<CheckedLayer>& layers,
                        const std::vector<std::string>& broken = {},
                        const std::optional<CheckedNetwork>& network = {});

/// {"clean": true, "layers": [{"id", "kind", "source", "guess", "fields", "format", "crs", "read",
/// "served", "problems": [{"what", "effect": "note", "lost" or "not understood", "lost", "count",
/// "first_ids", "first_values"}], "error"}], "broken": [...],
/// "network": {"nodes", "edges", "road_km", "components", "largest_percent", "warnings"} or
/// {"error"}; without roads there is no "network"}
std::string report_json(const std::vector<CheckedLayer>& layers,
                        const std::vector<std::string>& broken = {},
                        const std::optional<CheckedNetwork>& network = {});

} // namespace layers
