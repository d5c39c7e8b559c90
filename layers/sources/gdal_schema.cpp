#include "layers/sources/gdal_schema.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "geo/error.hpp"
#include "layers/sources/gdal_attributes.hpp"
#include "layers/sources/gdal_geometry.hpp"
#include "layers/sources/gdal_open.hpp"
#include "layers/sources/reading.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

using geo::PartType;

PartType part_type(int dimension) {
  return dimension == 0 ? PartType::point : dimension == 1 ? PartType::line : PartType::polygon;
}

/// 0, 1 or 2; nullopt: the table does not say, or may hold any.
std::optional<int> declared_dimension(OGRLayer& table) {
  const auto type = wkbFlatten(table.GetGeomType());
  if (type == wkbUnknown || type == wkbGeometryCollection)
    return std::nullopt;
  if (type == wkbPoint || type == wkbMultiPoint)
    return 0;
  return OGR_GT_IsCurve(type) || OGR_GT_IsSubClassOf(type, wkbMultiCurve) ? 1 : 2;
}

struct Sample {
  int features = 0;              ///< looked at
  std::optional<PartType> shape; ///< as declared, else what most have; nullopt: nothing tells
};

using DimensionCounts = std::array<int, 3>;

void count_shape(DimensionCounts& counts, const OGRFeature& feature,
                 const std::optional<CoordinateColumns>& coordinates) {
  if (const auto* geometry = feature.GetGeometryRef(); geometry && !geometry->IsEmpty())
    ++counts.at(static_cast<std::size_t>(geometry->getDimension()));
  geo::Geometry of_cell;
  if (coordinates)
    append_geometry_text(of_cell, feature.GetFieldAsString(static_cast<int>(coordinates->x)));
  if (of_cell.part_count() > 0)
    ++counts.at(static_cast<std::size_t>(of_cell.part_types.front()));
}

Sample sample_of(OGRLayer& table, const LayerConfig& config) {
  constexpr int sample_size = 200;
  const auto coordinates = coordinates_of(table, config);
  const bool are_points = coordinates && coordinates->form != CoordinateColumns::Form::geometry;
  const auto declared = are_points ? 0 : coordinates ? std::nullopt : declared_dimension(table);
  DimensionCounts counts{};
  int seen = 0;
  while (seen < (declared ? 1 : sample_size)) {
    const OGRFeatureUniquePtr feature{table.GetNextFeature()};
    if (!feature)
      break;
    ++seen;
    count_shape(counts, *feature, coordinates);
  }
  table.ResetReading();
  const auto most = static_cast<int>(std::ranges::max_element(counts) - counts.begin());
  const bool is_known = declared || counts.at(static_cast<std::size_t>(most)) > 0;
  return {seen, is_known ? std::optional(part_type(declared.value_or(most))) : std::nullopt};
}

std::vector<std::string> attributes_of(OGRLayer& table, const LayerConfig& config) {
  LoadReport unused;
  FieldNotes notes;
  if (const auto coordinates = coordinates_of(table, config))
    notes.left_out = {static_cast<int>(coordinates->x), static_cast<int>(coordinates->y)};
  const AttributeWriter writer(*table.GetLayerDefn(), std::move(notes),
                               TextDecoder(text_encoding(table, config, unused), config.source),
                               unused);
  return writer.names();
}

void check_tables(std::size_t tables, const std::string& source) {
  if (tables > most_tables)
    geo::fail(geo::ErrorKind::too_large,
              "{}: has {} tables, more than {}; name those you want by \"table\" in a "
              "configuration",
              source, tables, most_tables);
}

} // namespace

std::vector<TableSchema> gdal_tables(const std::string& source, Reach reach) {
  LayerConfig config;
  config.source = source;
  const GdalMessages messages;
  config.reach = reach;
  const auto dataset = open_vector(config, messages);
  if (is_empty_document(*dataset))
    return {{stem_of(source), std::nullopt, {}}};
  auto spatial = spatial_layers(*dataset, config);
  std::ranges::copy(tables_of_points(*dataset, spatial), std::back_inserter(spatial));
  if (spatial.empty())
    fail_without_geometry(*dataset, source);
  check_tables(spatial.size(), source);
  std::vector<TableSchema> tables;
  bool has_features = false;
  for (auto* table : spatial) {
    check_columns(static_cast<std::size_t>(table->GetLayerDefn()->GetFieldCount()), config);
    const auto [features, shape] = sample_of(*table, config);
    has_features = has_features || features > 0;
    tables.push_back({table->GetName(), shape, attributes_of(*table, config)});
  }
  if (!has_features && messages.failed())
    geo::fail(geo::ErrorKind::invalid_input, "{}: no features: {}; check the file", source,
              messages.reason());
  return tables;
}

} // namespace layers
