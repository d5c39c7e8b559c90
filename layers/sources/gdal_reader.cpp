#include "layers/sources/gdal_reader.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "geo/ring_nesting.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/files/gdal_reach.hpp"
#include "layers/sources/coordinate_columns.hpp"
#include "layers/sources/cut_short.hpp"
#include "layers/sources/gdal_attributes.hpp"
#include "layers/sources/gdal_feature_crs.hpp"
#include "layers/sources/gdal_field_notes.hpp"
#include "layers/sources/gdal_geometry.hpp"
#include "layers/sources/gdal_ids.hpp"
#include "layers/sources/gdal_open.hpp"
#include "layers/sources/gdal_where.hpp"
#include "layers/sources/gdal_workbook.hpp"
#include "layers/sources/reading.hpp"
#include "layers/sources/table_heading.hpp"
#include "layers/text/exact_number.hpp"
#include "layers/text/list_text.hpp"
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
              list_text(quoted_names(spatial_layers(dataset, config))));
  if (table->GetGeomType() == wkbNone && !coordinates_of(*table, config))
    geo::fail(ErrorKind::invalid_input,
              "{}: table \"{}\" has no geometry and no columns of coordinates; name them by "
              "\"coordinates\"",
              config.source, name);
  return table;
}

void check_has_no_geometry(OGRLayer& table, const LayerConfig& config) {
  if (table.GetGeomType() != wkbNone)
    check_no_columns_named(config);
}

std::vector<OGRLayer*> choose_tables(GDALDataset& dataset, const LayerConfig& config) {
  std::vector<OGRLayer*> chosen;
  if (is_empty_document(dataset))
    return chosen;
  for (const auto& name : config.tables)
    chosen.push_back(named_table(dataset, config, name));
  if (!chosen.empty()) {
    check_has_no_geometry(*chosen.front(), config);
    return chosen;
  }
  auto spatial = spatial_layers(dataset, config);
  if (spatial.empty())
    fail_without_geometry(dataset, config.source);
  if (spatial.size() > 1)
    geo::fail(ErrorKind::invalid_input, "{}: has several tables: {}; set \"table\"", config.source,
              list_text(quoted_names(spatial)));
  check_has_no_geometry(*spatial.front(), config);
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

/// Without features, in a format whose attributes are those that its features have: nothing tells
/// which there were.
bool is_emptied(OGRLayer& table, const std::string& driver) {
  if (has_schema(driver))
    return false;
  const bool is_empty = OGRFeatureUniquePtr(table.GetNextFeature()) == nullptr;
  table.ResetReading();
  return is_empty;
}

/// One table on its way into the flat arrays.
class TableReader {
public:
  TableReader(GDALDataset& dataset, OGRLayer& table, const LayerConfig& config, std::string driver,
              bool is_only_table, LoadReport& report)
      : m_table_name(table.GetName()), m_driver(std::move(driver)), m_is_only_table(is_only_table),
        m_has_id_column(*table.GetFIDColumn() != '\0'),
        m_coordinates(coordinates_of(table, config)),
        m_attributes(*table.GetLayerDefn(),
                     field_notes(dataset, table, config, m_driver, m_coordinates, report),
                     TextDecoder(text_encoding(table, config, report), config.source), report),
        m_ids(m_coordinates && !m_has_id_column ? ids_of(table, report) : std::nullopt) {}

  std::vector<std::string> attribute_names() const { return m_attributes.names(); }
  std::map<std::string, ValueType> declared_types() const { return m_attributes.declared_types(); }

  void lose(SourceFeatures& features, const OGRFeature& feature, const char* why) const {
    const auto position = static_cast<std::int64_t>(features.report.read++);
    features.report.add(why, Effect::lost, id_of(feature, position));
  }

  /// `reason`: what GDAL complained about while it read the feature; empty: nothing.
  void append(SourceFeatures& features, const OGRFeature& feature, const std::string& reason) {
    if (m_coordinates && is_blank_row(feature))
      return;
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
    if (m_is_only_table && (!m_ids || prints_as_it_stands(id)))
      features.json += id;
    else
      geo::append_json_string(features.json, id);
    features.json += ",\"properties\":";
    m_attributes.append(features.json, feature, id, features.report);
  }

  /// OGR's word for "no id" is -1, which a column of ids may hold too.
  std::string id_of(const OGRFeature& feature, std::int64_t position) const {
    const bool has_id = feature.GetFID() != OGRNullFID || m_has_id_column;
    const auto id = m_ids ? feature.GetFieldAsString(*m_ids)
                          : std::to_string(has_id ? feature.GetFID() : position);
    return m_is_only_table ? id : fmt::format("{}/{}", m_table_name, id);
  }

  std::string m_table_name;
  std::string m_driver;
  bool m_is_only_table;
  bool m_has_id_column;
  std::optional<CoordinateColumns> m_coordinates;
  AttributeWriter m_attributes;
  std::optional<int> m_ids; ///< the field that holds them; none: GDAL tells them
  std::string m_first_reason;
};

using Readers = std::vector<std::pair<OGRLayer*, TableReader>>;

/// A layer's tables, opened, their condition set.
struct OpenSource {
  GdalMessages messages;
  Dataset dataset;
  std::string driver;
  std::vector<OGRLayer*> tables;  ///< belong to the data set
  bool is_condition_ours = false; ///< it holds for values as they are served, not for GDAL's
  std::string crs_of_most;        ///< that features must be in; empty: any, or GDAL sees to it
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
void keep_heights(SourceFeatures& features, const OGRFeature& feature, std::size_t before) {
  const auto* geometry = feature.GetGeometryRef();
  if (!geometry || !geometry->Is3D())
    return;
  auto& heights_m = features.heights_m;
  heights_m.resize(before, std::numeric_limits<float>::quiet_NaN());
  append_line_heights(heights_m, *geometry);
  if (heights_m.size() != features.geometry.points.size())
    heights_m.resize(before); // other shapes than lines were among them
}

/// Those that GDAL has passed over, and tells nothing of but that.
void note_skipped(LoadReport& report, const GdalMessages& messages) {
  for (std::size_t i = 0; i < messages.skipped(); ++i) {
    ++report.read;
    report.add("no geometry can be made of what stands there", Effect::lost, "");
  }
}

void read_table(OGRLayer& table, TableReader& reader, const LayerConfig& config, RawSource& raw,
                OpenSource& source) {
  auto& messages = source.messages;
  messages.clear();
  while (const OGRFeatureUniquePtr feature{table.GetNextFeature()}) {
    const auto before = raw.features.geometry.points.size();
    const bool is_broken = messages.failed() && messages.skipped() == 0;
    note_skipped(raw.features.report, messages);
    if (!source.crs_of_most.empty() && !is_in_crs(*feature, source.crs_of_most))
      reader.lose(raw.features, *feature, "its CRS is not known, or not that of the others");
    else
      reader.append(raw.features, *feature, is_broken ? messages.reason() : "");
    if (config.kind == Kind::road)
      keep_heights(raw.features, *feature, before);
    check_reading(raw.features, config);
    messages.clear();
  }
  note_skipped(raw.features.report, messages);
  if (messages.failed() && messages.skipped() == 0)
    fail_partway(config, raw.features, messages);
}

void open_tables(OpenSource& source, const LayerConfig& config) {
  source.dataset = open_vector(config, source.messages);
  source.driver = driver_name(*source.dataset);
  if (source.driver == "Memory") // a workbook with_headings()
    source.driver = identify(config.source, GDAL_OF_VECTOR, config.reach);
  source.tables = choose_tables(*source.dataset, config);
  // GML's driver has looked at every feature; those that are no geometry are told as they are read.
  const bool is_of_a_feature =
      source.driver == "GML" && source.messages.reason().find("XML") == std::string::npos;
  if (source.messages.failed() && !is_of_a_feature)
    geo::fail(ErrorKind::invalid_input, "{}: broken: {}", config.source, source.messages.reason());
  for (auto* table : source.tables)
    check_columns(static_cast<std::size_t>(table->GetLayerDefn()->GetFieldCount()), config);
  source.is_condition_ours =
      !has_types(source.driver) || std::ranges::any_of(source.tables, [&](OGRLayer* table) {
        return asks_for_logicals(*table, config, source.driver);
      });
  for (auto* table : source.tables)
    if (!source.is_condition_ours && !is_emptied(*table, source.driver))
      set_condition(*table, config, source.messages);
}

/// Where nobody chose a table, rows of others could be features too.
void note_other_tables(OpenSource& source, const LayerConfig& config, LoadReport& report) {
  if (!config.tables.empty())
    return;
  for (auto* table : tables_of_points(*source.dataset, source.tables))
    report.add(fmt::format("table \"{}\" has columns of coordinates and is not read: name it by "
                           "\"table\" in a layer of its own",
                           table->GetName()),
               Effect::note, "");
}

void read_features(OpenSource& source, const LayerConfig& config, RawSource& raw) {
  const bool is_only_table = source.tables.size() == 1;
  auto& features = raw.features;
  Readers readers;
  for (auto* table : source.tables) {
    readers.emplace_back(table, TableReader(*source.dataset, *table, config, source.driver,
                                            is_only_table, features.report));
    std::ranges::move(readers.back().second.attribute_names(), std::back_inserter(raw.attributes));
    features.declared_types.merge(readers.back().second.declared_types());
    if (const auto above = rows_above(*table))
      features.report.add(rows_above_text(above), Effect::note, "");
  }
  for (auto& [table, reader] : readers)
    read_table(*table, reader, config, raw, source);
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

void report_page(LoadReport& report, const LayerConfig& config) {
  constexpr std::size_t head_bytes = 16UL * 1024;
  const auto finding = cut_short_gml(first_bytes_of(gdal_path(config.source), head_bytes));
  if (!finding.empty())
    report.add(finding, Effect::not_understood, "");
}

} // namespace

RawSource read_gdal(const LayerConfig& config) {
  OpenSource source;
  open_tables(source, config);
  auto crs = common_crs(source.tables, config);
  if (source.driver == "GML" && crs.text.empty() && config.crs.empty()) {
    crs = crs_of_most(source.tables);
    source.crs_of_most = crs.text;
  }
  RawSource raw;
  raw.crs = crs.text;
  raw.features.report.format = source.driver;
  if (may_reach_out(source.driver) && !is_connection(config.source))
    raw.features.report.add("may have read other files or asked services: it names them",
                            Effect::note, "");
  note_other_tables(source, config, raw.features.report);
  read_features(source, config, raw);
  for (auto* table : source.tables)
    check_columns(*table, config, raw);
  if (source.driver == "GML")
    report_page(raw.features.report, config);
  if (source.is_condition_ours)
    keep_where(raw, config);
  if (crs.is_y_first) {
    for (auto& point : raw.features.geometry.points)
      std::swap(point.lon, point.lat);
  }
  return raw;
}

} // namespace layers
