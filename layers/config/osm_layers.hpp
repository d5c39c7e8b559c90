#pragma once

#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"

namespace layers {

/// Which layers a fire service finds in an OpenStreetMap file (.osm, .pbf).

/// By its name: ".osm", ".osh", ".osc", ".pbf", also with ".xml", ".gz" or ".bz2" behind. Of files
/// that end with ".xml" or have no ending the first bytes tell.
bool is_osm_file(const std::string& source);

/// Roads, fire stations, hydrants and areas of water of an OSM file, as layers of their own.
std::vector<LayerConfig> osm_layers(const std::string& source);

/// A road or station layer of an OSM file that names no table gets the tables, condition and fields
/// of osm_layers() where it has none of its own. Others stay as they are.
void fill_in_osm_defaults(LayerConfig& config);

} // namespace layers
