#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "layers/config/layer_config.hpp"

namespace layers {

/// OpenStreetMap files (.osm, .pbf) through GDAL's OSM driver: which tags become attributes, and
/// which layers a fire service finds in such a file.

/// Where GDAL finds osm_driver_config().
constexpr std::string_view osm_driver_config_path = "/vsimem/hazardmap-osmconf.ini";

/// The driver's configuration: tables `points`, `lines` and `multipolygons` with the tags that
/// matter here. The text is static.
std::string_view osm_driver_config();

/// By its extension: ".osm", ".pbf".
bool is_osm_file(const std::string& source);

/// Roads, fire stations and hydrants of an OSM file, as layers named after it. Nothing is opened.
std::vector<LayerConfig> osm_layers(const std::string& source);

/// A road or station layer of an OSM file that names no table gets the tables, condition and fields
/// of osm_layers() where it has none of its own. Others stay as they are.
void fill_in_osm_defaults(LayerConfig& config);

} // namespace layers
