#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

/// Writes a source for a test with GDAL; it is complete when the object is gone.
class SourceWriter {
public:
  /// `driver`: "GPKG", ...; `crs`: "EPSG:3405" or empty. An existing GeoPackage gets another table.
  SourceWriter(const std::string& path, const std::string& driver, const std::string& table,
               const std::string& crs, OGRwkbGeometryType type = wkbUnknown,
               const std::vector<const char*>& layer_options = {});

  void field(const std::string& name, OGRFieldType type, OGRFieldSubType subtype = OFSTNone);

  /// `wkt` empty: null geometry. Values are texts that GDAL parses; "NULL": null; without one:
  /// unset.
  void add(const std::string& wkt, const std::map<std::string, std::string>& values = {});

  OGRLayer& table() { return *m_table; }

private:
  std::unique_ptr<GDALDataset> m_dataset;
  OGRLayer* m_table = nullptr; ///< belongs to the data set
};
