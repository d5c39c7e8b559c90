#include "layers/sources/gdal_field_notes.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include <cpl_string.h>

#include "layers/files/gdal_archive.hpp"
#include "layers/sources/cut_short.hpp"
#include "layers/sources/gdal_blobs.hpp"
#include "layers/sources/geojson_esri.hpp"
#include "layers/sources/reading.hpp"
#include "layers/text/exact_number.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

bool is_text(const OGRFieldDefn& field) {
  return field.GetType() == OFTString || field.GetType() == OFTStringList;
}

bool is_number_or_nothing(std::string_view text) {
  return text.empty() || prints_as_it_stands(text);
}

bool holds_numbers(const OGRFeature& feature, int field) {
  if (feature.GetFieldDefnRef(field)->GetType() == OFTString)
    return is_number_or_nothing(feature.GetFieldAsString(field));
  char** values = feature.GetFieldAsStringList(field);
  return std::all_of(values, values + CSLCount(values), is_number_or_nothing);
}

/// Texts that are all numbers, as they stand: of formats whose types would have to be guessed.
std::set<int> number_texts(OGRLayer& table) {
  const auto& fields = *table.GetLayerDefn();
  std::set<int> found;
  for (int i = 0; i < fields.GetFieldCount(); ++i)
    if (is_text(*fields.GetFieldDefn(i)))
      found.insert(i);
  while (const OGRFeatureUniquePtr feature{table.GetNextFeature()})
    std::erase_if(found, [&](int field) { return !holds_numbers(*feature, field); });
  table.ResetReading();
  return found;
}

std::set<int> fields_named(const OGRFeatureDefn& fields, const std::set<std::string>& names) {
  std::set<int> found;
  for (const auto& name : names)
    found.insert(fields.GetFieldIndex(name.c_str()));
  return found;
}

std::shared_ptr<const DbfWideNumbers> dbf_beside(const std::string& source, const OGRLayer& table) {
  const auto name = const_cast<OGRLayer&>(table).GetName();
  return std::make_shared<const DbfWideNumbers>(file_of_shapefile(source, name, "dbf"));
}

} // namespace

bool has_types(const std::string& driver) {
  return driver != "GML";
}

bool has_schema(const std::string& driver) {
  constexpr std::array<std::string_view, 7> without{"GeoJSON", "GeoJSONSeq", "TopoJSON", "KML",
                                                    "LIBKML",  "GML",        "GeoRSS"};
  return std::ranges::find(without, driver) == without.end();
}

bool asks_for_logicals(OGRLayer& table, const LayerConfig& config, const std::string& driver) {
  if (driver != "ESRI Shapefile" || config.where.empty())
    return false;
  const auto dbf = dbf_beside(config.source, table);
  const auto where = folded(config.where);
  const auto& fields = *table.GetLayerDefn();
  for (int i = 0; i < fields.GetFieldCount(); ++i)
    if (dbf->is_logical(i) &&
        where.find(folded(fields.GetFieldDefn(i)->GetNameRef())) != std::string::npos)
      return true;
  return false;
}

FieldNotes field_notes(GDALDataset& dataset, OGRLayer& table, const LayerConfig& config,
                       const std::string& driver,
                       const std::optional<CoordinateColumns>& coordinates, LoadReport& report) {
  FieldNotes notes;
  notes.binary = blob_fields(dataset, table);
  if (coordinates)
    notes.left_out = {static_cast<int>(coordinates->x), static_cast<int>(coordinates->y)};
  if (!has_types(driver))
    notes.number_texts = number_texts(table);
  if (driver == "ESRI Shapefile")
    notes.dbf = dbf_beside(config.source, table);
  if (notes.dbf && !notes.dbf->has_file())
    report.add("its .dbf is missing: no feature has attributes", Effect::not_understood, "");
  if (driver == "ESRIJSON") {
    const auto esri = esri_notes(bytes_within_limit(gdal_path(config.source), config));
    notes.epoch_ms = fields_named(*table.GetLayerDefn(), esri.dates);
    if (esri.is_cut_short)
      report.add(cut_short_by_limit, Effect::not_understood, "");
  }
  return notes;
}

} // namespace layers
