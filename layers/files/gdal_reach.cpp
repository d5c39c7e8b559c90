#include "layers/files/gdal_reach.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <gdal.h>

#include "geo/error.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/files/sqlite_tables.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

using geo::ErrorKind;

namespace {

/// Drivers that read a file and those beside it that belong to it, whatever it says.
constexpr std::array<const char*, 44> modest_drivers{
    "ESRI Shapefile", "GPKG",       "SQLite", "FlatGeobuf", "GeoJSON", "GeoJSONSeq", "TopoJSON",
    "ESRIJSON",       "KML",        "LIBKML", "GML",        "GPX",     "GeoRSS",     "DXF",
    "MapInfo File",   "CSV",        "XLSX",   "ODS",        "XLS",     "DGN",        "OpenFileGDB",
    "Parquet",        "Arrow",      "JML",    "S57",        "SVG",     "PGDUMP",     "Idrisi",
    "OGR_GMT",        "Geoconcept", "SXF",    "TIGER",      "AVCE00",  "MapML",      "MBTiles",
    "PMTiles",        "GTiff",      "COG",    "AAIGrid",    "EHdr",    "ENVI",       "XYZ",
    "netCDF",         "SAGA"};

/// Drivers that read what a file names, and know it by its first bytes.
constexpr std::array<const char*, 13> reaching_drivers{"OGR_VRT", "VRT",    "WFS", "OAPIF", "CSW",
                                                       "WMS",     "WMTS",   "WCS", "NAS",   "GMLAS",
                                                       "MVT",     "EDIGEO", "VDV"};

CPLStringList listed(std::span<const char* const> drivers) {
  CPLStringList list;
  for (const auto* driver : drivers)
    list.AddString(driver);
  return list;
}

/// A table of MapInfo that is made of others names them by paths.
bool is_seamless(const std::string& source) {
  if (inner_extension(source) != "tab")
    return false;
  constexpr std::size_t enough_bytes = 1UL << 20;
  const auto text = folded(first_bytes_of(gdal_path(source), enough_bytes));
  return text.find("isseamless") != std::string::npos ||
         text.find("create view") != std::string::npos;
}

void check_lists(const std::string& source, std::size_t most_bytes) {
  if (const auto list = list_that_is_a_view(source, most_bytes); !list.empty())
    geo::fail(ErrorKind::invalid_input,
              "{}: its {} is a view, which may have no end; make it a table", source, list);
}

} // namespace

CPLStringList allowed_drivers(Reach reach) {
  return reach == Reach::anywhere ? CPLStringList() : listed(modest_drivers);
}

void check_reach(const LayerConfig& config, const std::string& driver) {
  const auto& source = config.source;
  const bool is_sqlite = driver == "GPKG" || driver == "SQLite" || driver == "MBTiles";
  if (is_sqlite && !is_connection(source))
    check_lists(source, config.reading.bytes);
  if (config.reach == Reach::anywhere)
    return;
  constexpr auto* mend =
      "which nothing in a folder does; name it outright, or in a configuration, if it may";
  auto* reaching = driver.empty() ? GDALIdentifyDriverEx(gdal_path(source).c_str(), 0,
                                                         listed(reaching_drivers).List(), nullptr)
                                  : nullptr;
  if (reaching)
    geo::fail(ErrorKind::invalid_input, "{}: may read other files or ask services ({}), {}", source,
              GDALGetDriverShortName(reaching), mend);
  if (driver == "MapInfo File" && is_seamless(source))
    geo::fail(ErrorKind::invalid_input, "{}: is made of other tables, {}", source, mend);
  if (const auto table = is_sqlite ? table_from_elsewhere(source, config.reading.bytes) : "";
      !table.empty())
    geo::fail(ErrorKind::invalid_input, "{}: its table {} is read from another file, {}", source,
              table, mend);
}

bool may_reach_out(const std::string& driver) {
  return std::ranges::find(modest_drivers, std::string_view(driver)) == modest_drivers.end();
}

} // namespace layers
