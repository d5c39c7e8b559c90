#pragma once

#include <optional>
#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"
#include "layers/gdal/gdal_dataset.hpp"
#include "layers/sources/coordinate_columns.hpp"

namespace layers {

/// Opens a layer's vector source read-only: a path, see gdal_path(), or a connection; a workbook
/// with_headings(). Throws
/// not_found for a path that is not there, invalid_input with GDAL's reason for what cannot be
/// opened, for what reaches farther than it may, and for OpenStreetMap data, which are
/// read_osm()'s. Any thread; the data set belongs to one thread at a time.
Dataset open_vector(const LayerConfig& config, const GdalMessages& messages);

/// The same for a raster.
Dataset open_raster(const LayerConfig& config, const GdalMessages& messages);

/// The short name of the driver that knows the source among those for `flags` (GDAL_OF_VECTOR,
/// GDAL_OF_RASTER); empty: none.
std::string identify(const std::string& source, unsigned flags, Reach reach);

/// Layers of the data set with geometry, else those whose rows become points by their columns, in
/// its order; of formats whose tables are always the same (GPX) those that are used, or the first.
/// They belong to the data set.
std::vector<OGRLayer*> spatial_layers(GDALDataset& dataset, const LayerConfig& config);

/// Those with columns of coordinates and rows that are not among `taken`, as beside tables with
/// geometry.
std::vector<OGRLayer*> tables_of_points(GDALDataset& dataset, const std::vector<OGRLayer*>& taken);

/// Whether the data set is a document whose tables are those of its features, or a workbook, and
/// has nothing in it.
bool is_empty_document(GDALDataset& dataset);

/// The columns of coordinates of a table without geometry, as configured or found by their names;
/// nullopt: it has geometry, or no such columns. Throws as named_coordinates().
std::optional<CoordinateColumns> coordinates_of(OGRLayer& layer, const LayerConfig& config);

/// Throws: a data set has no spatial_layers(). Names the columns of its first table.
[[noreturn]] void fail_without_geometry(GDALDataset& dataset, const std::string& source);

/// What text of the layer that is not UTF-8 is encoded in: as configured, or what a shapefile's
/// .cpg or .dbf says; empty: nobody says, or a .cpg names what the system does not know, which is
/// reported. A .dbf that claims ISO-8859-1 does not count: most programs write that without asking.
std::string text_encoding(OGRLayer& layer, const LayerConfig& config, LoadReport& report);

/// The CRS of a layer's (raster's) coordinates.
struct LayerCrs {
  std::string text;        ///< "EPSG:3405" or WKT 2; empty: the layer does not say
  bool is_y_first = false; ///< data come northing or latitude first
};
LayerCrs layer_crs(OGRLayer& layer);
/// The CRS of a raster's geotransform; null: it does not say.
LayerCrs crs_of(const OGRSpatialReference* declared);

} // namespace layers
