#include "layers/sources/gdal_reader.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <cpl_string.h>
#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "geo/ring_nesting.hpp"
#include "layers/sources/coordinate_columns.hpp"
#include "layers/sources/gdal_archive.hpp"
#include "layers/sources/gdal_attributes.hpp"
#include "layers/sources/gdal_bytes.hpp"
#include "layers/sources/gdal_geometry.hpp"
#include "layers/sources/gdal_open.hpp"
#include "layers/sources/gdal_where.hpp"
#include "layers/sources/geojson_esri.hpp"
#include "layers/text/exact_number.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

using geo::ErrorKind;

std::vector<std::string> quoted_names(const std::vector<OGRLayer*>& tables) {
  std::vector<std::string> names;
  names.reserve(tables.size());
  for (auto* table : tables)
    names.push_back(fmt::format("\"{}\"", table->GetName()));
  return names;
}

OGRLayer* named_table(GDALDataset& dataset, const LayerConfig& config, const std::string& name) {
  auto* table = dataset.GetLayerByName(name.c_str());
  if (!table)
    geo::fail(ErrorKind::not_found, "{}: no table \"{}\"; there is {}", config.source, name,
              fmt::join(quoted_names(spatial_layers(dataset, config)), ", "));
  if (table->GetGeomType() == wkbNone && !coordinates_of(*table, config))
    geo::fail(ErrorKind::invalid_input,
              "{}: table \"{}\" has no geometry and no columns of coordinates; name them by "
              "\"coordinates\"",
              config.source, name);
  return table;
}

std::vector<OGRLayer*> choose_tables(GDALDataset& dataset, const LayerConfig& config) {
  std::vector<OGRLayer*> chosen;
  if (is_empty_document(dataset))
    return chosen;
  for (const auto& name : config.tables)
    chosen.push_back(named_table(dataset, config, name));
  if (!chosen.empty())
    return chosen;
  auto spatial = spatial_layers(dataset, config);
  if (spatial.empty())
    fail_without_geometry(dataset, config.source);
  if (spatial.size() > 1)
    geo::fail(ErrorKind::invalid_input, "{}: has several tables: {}; set \"table\"", config.source,
              fmt::join(quoted_names(spatial), ", "));
  return spatial;
}

[[noreturn]] void fail_condition(const LayerConfig& config, const GdalMessages& messages) {
  geo::fail(ErrorKind::invalid_input, "{}: condition \"where\" {} is wrong: {}", config.source,
            config.where, messages.reason());
}

void set_condition(OGRLayer& table, const LayerConfig& config, GdalMessages& messages) {
  if (config.where.empty())
    return;
  messages.clear();
  if (table.SetAttributeFilter(config.where.c_str()) != OGRERR_NONE)
    fail_condition(config, messages);
}

/// Whether GDAL knows what is a number: a condition may compare it with one. Of others the types
/// are found when all has been read; see number_texts().
bool has_types(const std::string& driver) {
  return driver != "GML";
}

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

/// A file's path with its name as its folder has it: "FLOOD.DBF" for "FLOOD.dbf".
std::string as_it_is_called(const std::string& path) {
  VSIStatBufL ignored;
  if (VSIStatExL(path.c_str(), &ignored, VSI_STAT_EXISTS_FLAG) == 0)
    return path;
  const auto name_start = path.rfind('/') + 1; // 0 without a folder: npos + 1
  const auto folder = name_start == 0 ? std::string(".") : path.substr(0, name_start - 1);
  const CPLStringList entries(VSIReadDir(folder.c_str()));
  const int found = entries.FindString(path.substr(name_start).c_str()); // whatever the case
  return found < 0 ? path : path.substr(0, name_start) + entries[found];
}

std::shared_ptr<const DbfWideNumbers> dbf_beside(const std::string& source, const OGRLayer& table) {
  const auto path = gdal_path(source);
  const auto name = extension_of(path) == "dbf" || extension_of(path) == "shp"
                        ? path
                        : path + "/" + const_cast<OGRLayer&>(table).GetName();
  const std::string lower = CPLResetExtension(name.c_str(), "dbf");
  return std::make_shared<const DbfWideNumbers>(as_it_is_called(lower));
}

FieldNotes notes_of(OGRLayer& table, const LayerConfig& config, const std::string& driver,
                    const std::optional<CoordinateColumns>& coordinates, LoadReport& report) {
  FieldNotes notes;
  if (coordinates)
    notes.left_out = {static_cast<int>(coordinates->x), static_cast<int>(coordinates->y)};
  if (!has_types(driver))
    notes.number_texts = number_texts(table);
  if (driver == "ESRI Shapefile")
    notes.dbf = dbf_beside(config.source, table);
  if (notes.dbf && !notes.dbf->has_file())
    report.add("its .dbf is missing: no feature has attributes", Effect::not_understood, "");
  if (driver == "ESRIJSON") {
    const auto esri = esri_notes(bytes_of(gdal_path(config.source)).value_or(""));
    notes.epoch_ms = fields_named(*table.GetLayerDefn(), esri.dates);
    if (esri.is_cut_short)
      report.add(cut_short_by_limit, Effect::not_understood, "");
  }
  return notes;
}

/// One table on its way into the flat arrays.
class TableReader {
public:
  TableReader(OGRLayer& table, const LayerConfig& config, std::string driver, bool is_only_table,
              LoadReport& report)
      : m_table_name(table.GetName()), m_driver(std::move(driver)), m_is_only_table(is_only_table),
        m_coordinates(coordinates_of(table, config)),
        m_attributes(
            *table.GetLayerDefn(), notes_of(table, config, m_driver, m_coordinates, report),
            TextDecoder(text_encoding(table, config.encoding, report), config.source), report) {}

  std::vector<std::string> attribute_names() const { return m_attributes.names(); }
  std::map<std::string, ValueType> declared_types() const { return m_attributes.declared_types(); }

  /// `reason`: what GDAL complained about while it read the feature; empty: nothing.
  void append(SourceFeatures& features, const OGRFeature& feature, const std::string& reason) {
    const auto position = static_cast<std::int64_t>(features.report.read++);
    const auto id = id_of(feature, position);
    const auto* geometry = feature.GetGeometryRef();
    if (!reason.empty()) {
      if (m_first_reason.empty())
        m_first_reason = reason; // others differ in their offsets only
      features.report.add("could not be read whole: " + m_first_reason, Effect::lost, id);
      if (!geometry)
        return;
    }
    if (geometry)
      append_shape(features, *geometry, id);
    else if (m_coordinates)
      append_place(features.geometry, feature);
    append_json(features, feature, id);
    features.end_feature();
  }

private:
  /// The rings of a shapefile draw its polygon by the even-odd rule, whichever way they turn; GDAL
  /// goes by the turning.
  void append_shape(SourceFeatures& features, const OGRGeometry& geometry, const std::string& id) {
    if (m_driver != "ESRI Shapefile")
      return append_geometry(features.geometry, geometry);
    geo::Geometry shape;
    append_geometry(shape, geometry);
    if (geo::has_hole_outside(shape) || geo::has_nested_shells(shape)) {
      auto nested = geo::nested_by_even_odd(shape);
      if (nested.part_rings != shape.part_rings || geo::has_hole_outside(shape))
        features.report.add("rings turn the wrong way: drawn by the even-odd rule", Effect::note,
                            id);
      shape = std::move(nested);
    }
    geo::append(features.geometry, shape);
  }

  void append_place(geo::Geometry& geometry, const OGRFeature& feature) const {
    const auto text = [&](std::size_t column) {
      return std::string(feature.GetFieldAsString(static_cast<int>(column)));
    };
    append_place_of(geometry, *m_coordinates, text(m_coordinates->x), text(m_coordinates->y));
  }

  void append_json(SourceFeatures& features, const OGRFeature& feature, const std::string& id) {
    features.json += "\"id\":";
    if (m_is_only_table)
      features.json += id;
    else
      geo::append_json_string(features.json, id);
    features.json += ",\"properties\":";
    m_attributes.append(features.json, feature, id, features.report);
  }

  std::string id_of(const OGRFeature& feature, std::int64_t position) const {
    const auto fid = feature.GetFID() == OGRNullFID ? position : feature.GetFID();
    return m_is_only_table ? std::to_string(fid) : fmt::format("{}/{}", m_table_name, fid);
  }

  std::string m_table_name;
  std::string m_driver;
  bool m_is_only_table;
  std::optional<CoordinateColumns> m_coordinates;
  AttributeWriter m_attributes;
  std::string m_first_reason;
};

using Readers = std::vector<std::pair<OGRLayer*, TableReader>>;

/// A layer's tables, opened, their condition set.
struct OpenSource {
  GdalMessages messages;
  Dataset dataset;
  std::string driver;
  std::vector<OGRLayer*> tables; ///< belong to the data set
};

[[noreturn]] void fail_partway(const LayerConfig& config, const SourceFeatures& features,
                               const GdalMessages& messages) {
  if (features.report.read == 0 && !config.where.empty() &&
      messages.reason().find(config.where) != std::string::npos) // databases look at it late
    fail_condition(config, messages);
  geo::fail(ErrorKind::invalid_input, "{}: reading stopped after {} features: {}", config.source,
            features.report.read, messages.reason());
}

/// Of the feature that was appended behind the first `before` points.
void keep_heights(RawSource& raw, const OGRFeature& feature, std::size_t before) {
  const auto* geometry = feature.GetGeometryRef();
  if (!geometry || !geometry->Is3D())
    return;
  raw.heights_m.resize(before, std::numeric_limits<float>::quiet_NaN());
  append_line_heights(raw.heights_m, *geometry);
  if (raw.heights_m.size() != raw.features.geometry.points.size())
    raw.heights_m.resize(before); // other shapes than lines were among them
}

void read_table(OGRLayer& table, TableReader& reader, const LayerConfig& config, RawSource& raw,
                GdalMessages& messages) {
  messages.clear();
  while (const OGRFeatureUniquePtr feature{table.GetNextFeature()}) {
    const auto before = raw.features.geometry.points.size();
    reader.append(raw.features, *feature, messages.failed() ? messages.reason() : "");
    if (config.kind == Kind::road)
      keep_heights(raw, *feature, before);
    messages.clear();
  }
  if (messages.failed())
    fail_partway(config, raw.features, messages);
}

void open_tables(OpenSource& source, const LayerConfig& config) {
  source.dataset = open_vector(config.source, source.messages);
  source.driver = driver_name(*source.dataset);
  source.tables = choose_tables(*source.dataset, config);
  if (source.messages.failed())
    geo::fail(ErrorKind::invalid_input, "{}: broken: {}", config.source, source.messages.reason());
  for (auto* table : source.tables)
    if (has_types(source.driver))
      set_condition(*table, config, source.messages);
}

void read_features(OpenSource& source, const LayerConfig& config, RawSource& raw) {
  const bool is_only_table = source.tables.size() == 1;
  auto& features = raw.features;
  Readers readers;
  for (auto* table : source.tables) {
    readers.emplace_back(
        table, TableReader(*table, config, source.driver, is_only_table, features.report));
    std::ranges::move(readers.back().second.attribute_names(), std::back_inserter(raw.attributes));
    features.declared_types.merge(readers.back().second.declared_types());
  }
  for (auto& [table, reader] : readers)
    read_table(*table, reader, config, raw, source.messages);
}

LayerCrs common_crs(const std::vector<OGRLayer*>& tables, const LayerConfig& config) {
  if (tables.empty())
    return {};
  auto first = layer_crs(*tables.front());
  for (auto* table : tables) {
    const auto crs = layer_crs(*table);
    if (crs.text != first.text || crs.is_y_first != first.is_y_first)
      geo::fail(ErrorKind::invalid_input,
                R"({}: tables "{}" and "{}" differ in CRS; make them layers of their own)",
                config.source, tables.front()->GetName(), table->GetName());
  }
  return first;
}

/// Coordinates of columns are degrees unless somebody says otherwise.
void check_columns(OGRLayer& table, const LayerConfig& config, const RawSource& raw) {
  const auto columns = coordinates_of(table, config);
  const bool is_guess = config.coordinates.empty() && config.crs.empty();
  if (!columns || !is_guess || columns->form != CoordinateColumns::Form::two_columns)
    return;
  const auto name = [&](std::size_t column) {
    return table.GetLayerDefn()->GetFieldDefn(static_cast<int>(column))->GetNameRef();
  };
  check_not_swapped(raw.features.geometry.points, name(columns->x), name(columns->y),
                    config.source);
}

} // namespace

RawSource read_gdal(const LayerConfig& config) {
  OpenSource source;
  open_tables(source, config);
  const auto crs = common_crs(source.tables, config);
  RawSource raw;
  raw.crs = crs.text;
  raw.features.report.format = source.driver;
  read_features(source, config, raw);
  for (auto* table : source.tables)
    check_columns(*table, config, raw);
  if (!has_types(source.driver))
    keep_where(raw, config);
  if (crs.is_y_first) {
    for (auto& point : raw.features.geometry.points)
      std::swap(point.lon, point.lat);
  }
  return raw;
}

} // namespace layers
