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
  std::vector<RuleLine> rules;       ///< see rule_lines()
  std::vector<std::string> warnings; ///< see station_warnings()
  std::string error;                 ///< why there is no network; empty: there is one
};

/// What became of sources of which not even the layers are known; one line each.
struct SourceFindings {
  std::vector<std::string> broken;      ///< should be layers and cannot be read
  std::vector<std::string> not_read;    ///< may hold layers, and lie beside them unread
  std::vector<std::string> passed_over; ///< no layers

  bool are_clean() const { return broken.empty() && not_read.empty(); }
};

/// Nothing was lost, all that decides answers was understood, and no source failed.
bool is_clean(const std::vector<CheckedLayer>& layers);

/// One line a layer (`flood  hazard  412 of 412 features  GPKG  EPSG:3405  flood.gpkg`), and below
/// it indented ones: the guess, what plays which role and who says so, problems with their counts
/// and first ids. Then the network's line, what closed and opened roads, and its warnings, and a
/// line for each finding: `FAILED …`, `NOT READ …`, `passed over: …`.
std::string report_text(const std::vector<CheckedLayer>& layers,
                        const SourceFindings& findings = {},
                        const std::optional<CheckedNetwork>& network = {});

/// {"clean": true, "layers": [{"id", "kind", "source", "guess", "fields", "roles": {"severity":
/// {"by", "from": "configured", "guessed", "constant" or "switched off"}}, "format", "crs", "read",
/// "served", "problems": [{"what", "effect": "note", "lost" or "not understood", "lost", "count",
/// "first_ids", "first_values" (up to 100), "distinct_values"}], "error"}], "broken": [...],
/// "not_read": [...], "passed_over":
/// [...], "network": {"nodes", "edges", "road_km", "components", "largest_percent", "rules":
/// [{"rule", "effect": "closed" or "opened", "roads", "km", "barriers"}], "warnings"} or {"error"};
/// without roads there is no "network"}
std::string report_json(const std::vector<CheckedLayer>& layers,
                        const SourceFindings& findings = {},
                        const std::optional<CheckedNetwork>& network = {});

} // namespace layers
