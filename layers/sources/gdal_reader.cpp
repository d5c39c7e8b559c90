#include "layers/sources/gdal_reader.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/ranges.h>

#include "geo/error.hpp"
#include "geo/json_text.hpp"
#include "layers/config/osm_layers.hpp"
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
  TableReader(OGRLayer& table, const LayerConfig& config, std::string driver, bool is_only_table,
              LoadReport& report)
      : m_table_name(table.GetName()), m_driver(std::move(driver)), m_is_only_table(is_only_table),
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
    if (ids_are_numbers())
      features.json += id;
    else
      geo::append_json_string(features.json, id);
    features.json += ",\"properties\":";
    if (!m_attributes.append(features.json, feature))
      features.report.add(
          "attribute text not UTF-8, read as ISO-8859-1; set \"encoding\" if that is wrong",
          Effect::note, id);
  }

  bool ids_are_numbers() const {
    return m_is_only_table && !(m_driver == "OSM" && m_table_name == "multipolygons");
  }

  std::string id_of(const OGRFeature& feature, std::int64_t position) const {
    const auto fid = feature.GetFID() == OGRNullFID ? position : feature.GetFID();
    if (ids_are_numbers())
      return std::to_string(fid);
    if (m_driver != "OSM")
      return fmt::format("{}/{}", m_table_name, fid);
    const int way = feature.GetFieldIndex("osm_way_id");
    const bool is_way = m_table_name == "lines" || (way >= 0 && feature.IsFieldSetAndNotNull(way));
    const auto* kind = m_table_name == "points" ? "node" : is_way ? "way" : "relation";
    return fmt::format("{}/{}", kind, fid);
  }

  std::string m_table_name;
  std::string m_driver;
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

/// Formats such as OSM store their tables interleaved: one pass, instead of one a table.
void read_interleaved(GDALDataset& dataset, Readers& readers, const LayerConfig& config,
                      SourceFeatures& features, GdalMessages& messages) {
  messages.clear();
  dataset.ResetReading();
  OGRLayer* table = nullptr;
  while (const OGRFeatureUniquePtr feature{
      dataset.GetNextFeature(&table, nullptr, nullptr, nullptr)}) {
    const auto reader = std::ranges::find(readers, table, &Readers::value_type::first);
    if (reader != readers.end())
      reader->second.append(features, *feature, "");
  }
  if (messages.failed())
    fail_partway(config, features, messages);
}

/// Tells the OSM driver to build no other table's geometries.
void keep_to_tables(GDALDataset& dataset, const std::vector<std::string>& tables) {
  const auto command = fmt::format("SET interest_layers = {}", fmt::join(tables, ","));
  if (auto* result = dataset.ExecuteSQL(command.c_str(), nullptr, nullptr))
    dataset.ReleaseResultSet(result);
}

void open_tables(OpenSource& source, const LayerConfig& config, bool is_unsorted_osm) {
  source.dataset = open_vector(config.source, is_unsorted_osm, source.messages);
  source.driver = driver_name(*source.dataset);
  source.tables = choose_tables(*source.dataset, config);
  if (source.messages.failed())
    geo::fail(ErrorKind::invalid_input, "{}: broken: {}", config.source, source.messages.reason());
  for (auto* table : source.tables)
    set_condition(*table, config, source.messages);
  if (source.driver == "OSM")
    keep_to_tables(*source.dataset, config.tables);
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
  if (source.dataset->TestCapability(ODsCRandomLayerRead)) {
    read_interleaved(*source.dataset, readers, config, features, source.messages);
    return;
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
  const auto* mend = "check the file";
  if (!config.where.empty())
    mend = "check \"where\", or leave the layer out";
  else if (is_osm_file(config.source))
    mend = "an LZ4-compressed .pbf must be recompressed, for example with `osmium cat`";
  geo::fail(ErrorKind::invalid_input, "{}: no features{}; {}", config.source,
            config.where.empty() ? "" : " where " + config.where, mend);
}

RawSource read_all(const LayerConfig& config, bool is_unsorted_osm) {
  OpenSource source;
  open_tables(source, config, is_unsorted_osm);
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

bool find_first(const LayerConfig& config, bool is_unsorted_osm) {
  OpenSource source;
  open_tables(source, config, is_unsorted_osm);
  bool found = false;
  if (source.dataset->TestCapability(ODsCRandomLayerRead)) {
    OGRLayer* table = nullptr;
    while (const OGRFeatureUniquePtr feature{
        found ? nullptr : source.dataset->GetNextFeature(&table, nullptr, nullptr, nullptr)})
      found = std::ranges::find(source.tables, table) != source.tables.end();
  } else {
    found = std::ranges::any_of(source.tables, [](OGRLayer* table) {
      return OGRFeatureUniquePtr{table->GetNextFeature()} != nullptr;
    });
  }
  if (!found && source.messages.failed())
    fail_partway(config, {}, source.messages);
  return found;
}

/// GDAL's quick index of OpenStreetMap nodes wants them sorted by id. Most files are; where one is
/// not, GDAL says so and `read` runs again with the slower index.
template <typename Read>
auto with_either_index(Read read) {
  try {
    return read(false);
  } catch (const geo::Error& error) {
    if (std::string_view(error.what()).find("USE_CUSTOM_INDEXING") == std::string_view::npos)
      throw;
  }
  return read(true);
}

} // namespace

RawSource read_gdal(const LayerConfig& config) {
  return with_either_index([&](bool is_unsorted) { return read_all(config, is_unsorted); });
}

bool has_features(const LayerConfig& config) {
  return with_either_index([&](bool is_unsorted) { return find_first(config, is_unsorted); });
}

} // namespace layers
