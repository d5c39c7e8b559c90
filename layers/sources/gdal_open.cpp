#include "layers/sources/gdal_open.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <string_view>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/files/gdal_documents.hpp"
#include "layers/files/gdal_reach.hpp"
#include "layers/gdal/gdal_time_limit.hpp"
#include "layers/sources/gdal_dbf.hpp"
#include "layers/sources/gdal_workbook.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/list_text.hpp"
#include "layers/text/source_path.hpp"
#include "layers/text/text_decoder.hpp"

namespace layers {

namespace {

CPLStringList open_options(std::string_view driver, const LayerConfig& config) {
  CPLStringList options;
  if (driver == "ESRI Shapefile") {
    // As the bytes stand: code pages in .dbf headers are often wrong; see TextDecoder.
    options.SetNameValue("ENCODING", "");
  } else if (driver == "SQLite") {
    options.SetNameValue("LIST_ALL_TABLES", "YES"); // else only those with geometry, if any has
  } else if (driver == "GML") {
    options.SetNameValue("WRITE_GFS", "NO"); // leave nothing beside the source
    options.SetNameValue("DOWNLOAD_SCHEMA", "NO");
    if (config.reach == Reach::itself) // a schema may name others
      options.SetNameValue("XSD", "/vsimem/none.xsd");
  } else if (driver == "PostgreSQL") { // a view may have no end
    const auto statement =
        fmt::format("SET statement_timeout = {:.0f}", 1000 * config.reading.time_s);
    options.SetNameValue("PRELUDE_STATEMENTS", statement.c_str());
  }
  return options;
}

/// A shapefile's other files lie beside it; upper case counts too.
bool has_beside(const std::string& gdal_name, const char* extension) {
  VSIStatBufL status;
  const auto lower = CPLString(CPLResetExtension(gdal_name.c_str(), extension));
  const auto upper =
      CPLString(CPLResetExtension(gdal_name.c_str(), CPLString(extension).toupper()));
  return VSIStatL(lower, &status) == 0 || VSIStatL(upper, &status) == 0;
}

/// Not as an archive or a compressed file that is read.
bool is_packed_otherwise(const std::string& gdal_name) {
  constexpr std::array<std::string_view, 5> extensions{"bz2", "xz", "zst", "7z", "rar"};
  return std::ranges::find(extensions, extension_of(gdal_name)) != extensions.end();
}

std::string why_not_opened(const std::string& source, const std::string& gdal_name,
                           const GdalMessages& messages) {
  if (file_size_bytes(source) == 0)
    return "the file is empty (0 bytes)";
  if (is_packed_otherwise(gdal_name))
    return "packed in a way that is not read; unpack it";
  if (extension_of(gdal_name) == "shp" && !has_beside(gdal_name, "shx"))
    return "its .shx is missing; put it beside the .shp, or make it anew with `ogrinfo --config "
           "SHAPE_RESTORE_SHX YES`";
  return messages.reason().empty() ? "no driver knows it" : messages.reason();
}

void check_exists(const std::string& source) {
  if (!is_connection(source) && !path_exists(file_behind(source)))
    geo::fail(geo::ErrorKind::not_found, "{}: no such file; check \"source\"", source);
}

/// Types are not guessed from text, and the first row of a sheet names its columns. For this thread
/// while it lives.
struct ReadingAsItStands {
  CPLConfigOptionSetter gml{"GML_FIELDTYPES", "ALWAYS_STRING", false};
  CPLConfigOptionSetter xlsx{"OGR_XLSX_HEADERS", "FORCE", false};
  CPLConfigOptionSetter ods{"OGR_ODS_HEADERS", "FORCE", false};
};

std::string shapefile_item(OGRLayer& layer, const char* name) {
  const char* value = layer.GetMetadataItem(name, "SHAPEFILE");
  return value ? value : "";
}

bool says_undefined(const OGRSpatialReference& crs) {
  const char* name = crs.GetName();
  return crs.IsEmpty() || crs.IsLocal() ||
         (name && std::string_view(name).starts_with("Undefined "));
}

std::string crs_text(const OGRSpatialReference& crs) {
  const char* authority = crs.GetAuthorityName(nullptr);
  const char* code = crs.GetAuthorityCode(nullptr);
  std::array<double, 7> shift{};
  const bool brings_shift = crs.GetTOWGS84(shift.data(), 7) == OGRERR_NONE;
  if (authority && code && !brings_shift)
    return fmt::format("{}:{}", authority, code);
  char* wkt = nullptr;
  const CPLStringList format(std::vector<const char*>{"FORMAT=WKT2_2019", nullptr}.data());
  const bool exported = crs.exportToWkt(&wkt, format.List()) == OGRERR_NONE;
  const std::unique_ptr<char, geo::ReleasedBy<&VSIFree>> owned(wkt);
  return exported ? owned.get() : "";
}

std::vector<std::string> columns_of(OGRLayer& table) {
  std::vector<std::string> columns;
  const auto& fields = *table.GetLayerDefn();
  for (int i = 0; i < fields.GetFieldCount(); ++i)
    columns.emplace_back(fields.GetFieldDefn(i)->GetNameRef());
  return columns;
}

} // namespace

Dataset open_vector(const LayerConfig& config, const GdalMessages& messages) {
  const auto& source = config.source;
  check_exists(source);
  check_document(config);
  constexpr unsigned flags = GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;
  const auto name = gdal_path(source);
  const auto driver = identify(source, GDAL_OF_VECTOR, config.reach);
  if (driver == "OSM") // read_osm() takes what has the name of one
    geo::fail(geo::ErrorKind::invalid_input, "{}: is OpenStreetMap data; {} {}", source,
              name == source ? "let its name end with" : "name it",
              name == source ? ".osm or .osm.pbf" : name);
  check_reach(config, driver);
  const auto options = open_options(driver, config);
  const ReadingAsItStands as_it_stands;
  Dataset dataset(
      GDALDataset::Open(name.c_str(), flags, allowed_drivers(config.reach).List(), options.List()));
  if (dataset) {
    end_queries_in_time(*dataset);
    return is_workbook_driver(driver) ? with_headings(std::move(dataset), name, config.coordinates)
                                      : std::move(dataset);
  }
  if (driver.empty() && !identify(source, GDAL_OF_RASTER, config.reach).empty())
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: a raster; a configuration can use it as a layer of kind \"demand\" (people in "
              "its cells), all else must be polygons, lines or points: see `gdal_polygonize`",
              source);
  geo::fail(geo::ErrorKind::invalid_input, "{}: not a vector source GDAL can open: {}", source,
            why_not_opened(source, name, messages));
}

Dataset open_raster(const LayerConfig& config, const GdalMessages& messages) {
  const auto& source = config.source;
  check_exists(source);
  check_reach(config, identify(source, GDAL_OF_RASTER, config.reach));
  constexpr unsigned flags = GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;
  const auto name = gdal_path(source);
  Dataset dataset(GDALDataset::Open(name.c_str(), flags, allowed_drivers(config.reach).List()));
  if (!dataset)
    geo::fail(geo::ErrorKind::invalid_input, "{}: not a raster GDAL can open: {}", source,
              why_not_opened(source, name, messages));
  return dataset;
}

std::string identify(const std::string& source, unsigned flags, Reach reach) {
  register_drivers();
  auto* driver = GDALIdentifyDriverEx(gdal_path(source).c_str(), flags,
                                      allowed_drivers(reach).List(), nullptr);
  return driver ? GDALGetDriverShortName(driver) : "";
}

std::optional<CoordinateColumns> coordinates_of(OGRLayer& layer, const LayerConfig& config) {
  if (layer.GetGeomType() != wkbNone)
    return std::nullopt;
  const auto columns = columns_of(layer);
  if (!config.coordinates.empty())
    return named_coordinates(config.coordinates, columns, config.source);
  return find_coordinates(columns);
}

namespace {

/// Those with features; the first where none has any.
std::vector<OGRLayer*> used_tables(const std::vector<OGRLayer*>& tables) {
  std::vector<OGRLayer*> used;
  std::ranges::copy_if(tables, std::back_inserter(used), [](OGRLayer* table) {
    const bool has_features = OGRFeatureUniquePtr(table->GetNextFeature()) != nullptr;
    table->ResetReading();
    return has_features;
  });
  return used.empty() && !tables.empty() ? std::vector{tables.front()} : used;
}

} // namespace

std::vector<OGRLayer*> spatial_layers(GDALDataset& dataset, const LayerConfig& config) {
  std::vector<OGRLayer*> with_geometry;
  std::vector<OGRLayer*> with_columns;
  for (auto* layer : dataset.GetLayers()) {
    if (layer->GetGeomType() != wkbNone)
      with_geometry.push_back(layer);
    else if (coordinates_of(*layer, config))
      with_columns.push_back(layer);
  }
  auto& found = with_geometry.empty() ? with_columns : with_geometry;
  return driver_name(dataset) == "GPX" ? used_tables(found) : found;
}

std::vector<OGRLayer*> tables_of_points(GDALDataset& dataset, const std::vector<OGRLayer*>& taken) {
  std::vector<OGRLayer*> tables;
  for (auto* table : dataset.GetLayers()) {
    const bool is_taken = std::ranges::find(taken, table) != taken.end();
    if (!is_taken && coordinates_of(*table, {}) && OGRFeatureUniquePtr(table->GetNextFeature()))
      tables.push_back(table);
    table->ResetReading();
  }
  return tables;
}

bool is_empty_document(GDALDataset& dataset) {
  const auto driver = driver_name(dataset);
  bool has_columns = false;
  for (auto* table : dataset.GetLayers())
    has_columns = has_columns || table->GetLayerDefn()->GetFieldCount() > 0;
  if (is_workbook_driver(driver))
    return !has_columns;
  return dataset.GetLayerCount() == 0 && (driver == "GML" || driver == "KML" || driver == "LIBKML");
}

namespace {

/// Of the first that has any, and is none of the format's own.
std::vector<std::string> columns_of_first_table(GDALDataset& dataset) {
  std::vector<std::string> columns;
  for (int i = 0; columns.empty() && i < dataset.GetLayerCount(); ++i)
    if (!dataset.IsLayerPrivate(i))
      columns = columns_of(*dataset.GetLayer(i));
  return columns;
}

} // namespace

void fail_without_geometry(GDALDataset& dataset, const std::string& source) {
  const auto columns = columns_of_first_table(dataset);
  if (columns.empty())
    geo::fail(geo::ErrorKind::invalid_input, "{}: has no table with columns; check the file",
              source);
  geo::fail(geo::ErrorKind::invalid_input,
            "{}: has no table with geometry, and no coordinate columns among {}; name them like "
            "one of {}, or by \"coordinates\" in a configuration",
            source, list_text(columns), coordinate_names());
}

namespace {

/// "LDID/201" in a .cpg, which GDAL keeps to itself where it does not know the number.
std::string language_driver(OGRLayer& layer, const std::string& source) {
  if (!layer.GetMetadata("SHAPEFILE"))
    return "";
  constexpr std::size_t enough_bytes = 16;
  const auto text = first_bytes_of(file_of_shapefile(source, layer.GetName(), "cpg"), enough_bytes);
  return folded(text).starts_with("ldid") ? text : "";
}

} // namespace

std::string text_encoding(OGRLayer& layer, const LayerConfig& config, LoadReport& report) {
  if (!config.encoding.empty())
    return config.encoding;
  const auto from_cpg = shapefile_item(layer, "ENCODING_FROM_CPG");
  const auto of_cpg = from_cpg.empty() ? shapefile_item(layer, "CPG_VALUE") : from_cpg;
  const auto named = of_cpg.empty() ? language_driver(layer, config.source) : of_cpg;
  if (is_wide_unicode(named)) // "Unicode" of a .dbf, whose text is of bytes, means UTF-8
    return "";
  if (!named.empty() && is_known_encoding(named))
    return named;
  if (!named.empty())
    report.add(
        fmt::format(R"(its .cpg names an encoding that is not known, "{}"; text is taken as )"
                    R"(UTF-8 where it can be)",
                    named),
        Effect::note, "");
  const auto from_dbf = shapefile_item(layer, "ENCODING_FROM_LDID");
  return from_dbf == CPL_ENC_ISO8859_1 ? "" : from_dbf;
}

LayerCrs layer_crs(OGRLayer& layer) {
  return crs_of(layer.GetSpatialRef());
}

LayerCrs crs_of(const OGRSpatialReference* declared) {
  if (!declared || says_undefined(*declared))
    return {};
  OGRSpatialReference crs(*declared);
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  const auto horizontal = [](std::vector<int> axes) {
    axes.resize(2); // a third axis is the height's
    return axes;
  };
  const bool is_y_first = horizontal(declared->GetDataAxisToSRSAxisMapping()) !=
                          horizontal(crs.GetDataAxisToSRSAxisMapping());
  if (crs.IsCompound())
    crs.StripVertical();
  crs.DemoteTo2D(nullptr);
  return {crs_text(crs), is_y_first};
}

} // namespace layers
