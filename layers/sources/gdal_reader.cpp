#include "layers/sources/gdal_reader.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "layers/sources/gdal_attributes.hpp"
#include "layers/sources/gdal_geometry.hpp"
#include "layers/sources/gdal_open.hpp"

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
              fmt::join(quoted_names(spatial_layers(dataset)), ", "));
  if (table->GetGeomType() == wkbNone)
    geo::fail(ErrorKind::invalid_input, "{}: table \"{}\" has no geometry", config.source, name);
  return table;
}

std::vector<OGRLayer*> choose_tables(GDALDataset& dataset, const LayerConfig& config) {
  std::vector<OGRLayer*> chosen;
  for (const auto& name : config.tables)
    chosen.push_back(named_table(dataset, config, name));
  if (!chosen.empty())
    return chosen;
  auto spatial = spatial_layers(dataset);
  if (spatial.empty())
    geo::fail(ErrorKind::invalid_input, "{}: has no table with geometry", config.source);
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

/// One table on its way into the flat arrays.
class TableReader {
public:
  TableReader(OGRLayer& table, const LayerConfig& config, bool is_only_table, LoadReport& report)
      : m_table_name(table.GetName()), m_is_only_table(is_only_table),
        m_attributes(*table.GetLayerDefn(),
                     TextDecoder(text_encoding(table, config.encoding), config.source), report) {}

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
      append_geometry(features.geometry, *geometry);
    append_json(features, feature, id);
    features.end_feature();
  }

private:
  void append_json(SourceFeatures& features, const OGRFeature& feature, const std::string& id) {
    features.json += "\"id\":";
    if (m_is_only_table)
      features.json += id;
    else
      geo::append_json_string(features.json, id);
    features.json += ",\"properties\":";
    if (!m_attributes.append(features.json, feature))
      features.report.add(
          "attribute text not UTF-8, read as ISO-8859-1; set \"encoding\" if that is wrong",
          Effect::note, id);
  }

  std::string id_of(const OGRFeature& feature, std::int64_t position) const {
    const auto fid = feature.GetFID() == OGRNullFID ? position : feature.GetFID();
    return m_is_only_table ? std::to_string(fid) : fmt::format("{}/{}", m_table_name, fid);
  }

  std::string m_table_name;
  bool m_is_only_table;
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

void read_table(OGRLayer& table, TableReader& reader, const LayerConfig& config,
                SourceFeatures& features, GdalMessages& messages) {
  messages.clear();
  while (const OGRFeatureUniquePtr feature{table.GetNextFeature()}) {
    reader.append(features, *feature, messages.failed() ? messages.reason() : "");
    messages.clear();
  }
  if (messages.failed())
    fail_partway(config, features, messages);
}

void open_tables(OpenSource& source, const LayerConfig& config) {
  source.dataset = open_vector(config.source, source.messages);
  source.driver = driver_name(*source.dataset);
  source.tables = choose_tables(*source.dataset, config);
  if (source.messages.failed())
    geo::fail(ErrorKind::invalid_input, "{}: broken: {}", config.source, source.messages.reason());
  for (auto* table : source.tables)
    set_condition(*table, config, source.messages);
}

void read_features(OpenSource& source, const LayerConfig& config, RawSource& raw) {
  const bool is_only_table = source.tables.size() == 1;
  auto& features = raw.features;
  Readers readers;
  for (auto* table : source.tables) {
    readers.emplace_back(table, TableReader(*table, config, is_only_table, features.report));
    std::ranges::move(readers.back().second.attribute_names(), std::back_inserter(raw.attributes));
    features.declared_types.merge(readers.back().second.declared_types());
  }
  for (auto& [table, reader] : readers)
    read_table(*table, reader, config, features, source.messages);
}

LayerCrs common_crs(const std::vector<OGRLayer*>& tables, const LayerConfig& config) {
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

[[noreturn]] void fail_without_features(const LayerConfig& config) {
  const auto* mend =
      config.where.empty() ? "check the file" : "check \"where\", or leave the layer out";
  geo::fail(ErrorKind::invalid_input, "{}: no features{}; {}", config.source,
            config.where.empty() ? "" : " where " + config.where, mend);
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
  if (raw.features.report.read == 0)
    fail_without_features(config);
  if (crs.is_y_first) {
    for (auto& point : raw.features.geometry.points)
      std::swap(point.lon, point.lat);
  }
  return raw;
}

} // namespace layers
