#include "layers/sources/gdal_schema.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "geo/error.hpp"
#include "layers/sources/gdal_attributes.hpp"
#include "layers/sources/gdal_open.hpp"

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

/// As declared, else what most of the first features have; nullopt: there are no features.
std::optional<PartType> shape_of(OGRLayer& table) {
  constexpr int sample_size = 200;
  const auto declared = declared_dimension(table);
  std::array<int, 3> counts{};
  int seen = 0;
  while (seen < (declared ? 1 : sample_size)) {
    const OGRFeatureUniquePtr feature{table.GetNextFeature()};
    if (!feature)
      break;
    ++seen;
    if (const auto* geometry = feature->GetGeometryRef(); geometry && !geometry->IsEmpty())
      ++counts.at(static_cast<std::size_t>(geometry->getDimension()));
  }
  table.ResetReading();
  if (seen == 0)
    return std::nullopt;
  const auto most = static_cast<int>(std::ranges::max_element(counts) - counts.begin());
  return part_type(declared.value_or(most));
}

std::vector<std::string> attributes_of(OGRLayer& table, const std::string& source) {
  LoadReport unused;
  const AttributeWriter writer(*table.GetLayerDefn(), TextDecoder(text_encoding(table, ""), source),
                               unused);
  return writer.names();
}

} // namespace

std::vector<TableSchema> gdal_tables(const std::string& source) {
  const GdalMessages messages;
  const auto dataset = open_vector(source, messages);
  const auto with_geometry = spatial_layers(*dataset);
  if (with_geometry.empty())
    geo::fail(geo::ErrorKind::invalid_input, "{}: has no table with geometry", source);
  std::vector<TableSchema> tables;
  for (auto* table : with_geometry) {
    if (const auto shape = shape_of(*table))
      tables.push_back({table->GetName(), *shape, attributes_of(*table, source)});
  }
  if (tables.empty())
    geo::fail(geo::ErrorKind::invalid_input, "{}: no features{}{}; check the file", source,
              messages.failed() ? ": " : "", messages.failed() ? messages.reason() : "");
  return tables;
}

} // namespace layers
