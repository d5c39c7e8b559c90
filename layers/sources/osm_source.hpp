#pragma once

#include <string_view>

namespace layers {

/// OpenStreetMap files (.osm, .pbf) through GDAL's OSM driver: which tags become attributes.

/// The driver's configuration: tables `points`, `lines` and `multipolygons` with the tags that
/// matter here. The text is static.
std::string_view osm_driver_config();

} // namespace layers
