#include "layers/sources/gdal_open.hpp"

#include <array>
#include <memory>
#include <string_view>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "layers/sources/gdal_csv.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

CPLStringList open_options(std::string_view driver, const std::string& source) {
  CPLStringList options;
  if (driver == "CSV") {
    options = csv_open_options(source);
  } else if (driver == "ESRI Shapefile") {
    // As the bytes stand: code pages in .dbf headers are often wrong; see TextDecoder.
    options.SetNameValue("ENCODING", "");
  } else if (driver == "GML") {
    options.SetNameValue("WRITE_GFS", "NO"); // leave nothing beside the source
  }
  return options;
}

std::string why_not_opened(const std::string& source, const GdalMessages& messages) {
  if (file_size_bytes(source) == 0)
    return "the file is empty (0 bytes)";
  return messages.reason().empty() ? "no driver knows it" : messages.reason();
}

/// What GDAL calls a source: a .zip file is the folder of what is in it.
std::string gdal_name(const std::string& source) {
  const bool is_zip = !is_connection(source) && extension_of(source) == "zip";
  return is_zip ? "/vsizip/" + source : source;
}

void check_exists(const std::string& source) {
  if (!is_connection(source) && !path_exists(source))
    geo::fail(geo::ErrorKind::not_found, "{}: no such file; check \"source\"", source);
}

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

} // namespace

Dataset open_vector(const std::string& source, const GdalMessages& messages) {
  check_exists(source);
  constexpr unsigned flags = GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;
  const auto name = gdal_name(source);
  const auto options = open_options(identify(source, GDAL_OF_VECTOR), name);
  Dataset dataset(GDALDataset::Open(name.c_str(), flags, nullptr, options.List()));
  if (!dataset)
    geo::fail(geo::ErrorKind::invalid_input, "{}: not a vector source GDAL can open: {}", source,
              why_not_opened(source, messages));
  return dataset;
}

Dataset open_raster(const std::string& source, const GdalMessages& messages) {
  register_drivers();
  check_exists(source);
  constexpr unsigned flags = GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;
  Dataset dataset(GDALDataset::Open(gdal_name(source).c_str(), flags));
  if (!dataset)
    geo::fail(geo::ErrorKind::invalid_input, "{}: not a raster GDAL can open: {}", source,
              why_not_opened(source, messages));
  return dataset;
}

std::string identify(const std::string& source, unsigned flags) {
  register_drivers();
  auto* driver = GDALIdentifyDriverEx(gdal_name(source).c_str(), flags, nullptr, nullptr);
  return driver ? GDALGetDriverShortName(driver) : "";
}

std::vector<OGRLayer*> spatial_layers(GDALDataset& dataset) {
  std::vector<OGRLayer*> found;
  for (auto* layer : dataset.GetLayers()) {
    if (layer->GetGeomType() != wkbNone)
      found.push_back(layer);
  }
  return found;
}

std::string text_encoding(OGRLayer& layer, const std::string& configured) {
  if (!configured.empty())
    return configured;
  const auto from_cpg = shapefile_item(layer, "ENCODING_FROM_CPG");
  if (!from_cpg.empty())
    return from_cpg == CPL_ENC_UTF8 ? "" : from_cpg;
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
