#include "layers/results/gdal_writer.hpp"

#include <memory>
#include <string_view>
#include <utility>

#include "geo/error.hpp"
#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

namespace {

using geo::ErrorKind;
using nlohmann::json;
using Type = ResultTable::Type;

std::unique_ptr<OGRGeometry> geometry_of(const json& geometry) {
  if (geometry.is_null())
    return nullptr;
  std::unique_ptr<OGRGeometry> result(
      OGRGeometryFactory::createFromGeoJson(geometry.dump().c_str()));
  if (!result)
    geo::fail(ErrorKind::internal, "the result holds a geometry that GDAL cannot read: {}",
              geometry.dump().substr(0, 60));
  return result;
}

/// The type that every shape has or can be promoted to.
OGRwkbGeometryType common_type(const ResultTable& table) {
  auto common = wkbNone;
  for (const auto& row : table.rows) {
    if (row.geometry.is_null())
      continue;
    const auto type = OGRFromOGCGeomType(row.geometry.value("type", "").c_str());
    if (common == wkbNone || common == type)
      common = type;
    else if (OGR_GT_GetCollection(common) == type || common == OGR_GT_GetCollection(type))
      common = OGR_GT_GetCollection(common) == type ? type : common;
    else
      return wkbUnknown;
  }
  return common == wkbNone ? wkbUnknown : common;
}

/// A table being written, and what GDAL says about it.
class TableWriter {
public:
  TableWriter(const std::string& path, const char* driver)
      : m_path(path),
        m_dataset(writing_driver(driver).Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr)) {
    check(m_dataset != nullptr);
  }

  void write(const ResultTable& table, const std::string& name) {
    m_type = common_type(table);
    OGRSpatialReference crs;
    crs.importFromEPSG(4326);
    crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    CPLStringList options;
    options.SetNameValue("SPATIAL_INDEX", !table.rows.empty() ? "YES" : "NO");
    m_table = m_dataset->CreateLayer(name.c_str(), &crs, m_type, options.List());
    check(m_table != nullptr);
    const auto names = distinct_names(table, {"fid", "geom"});
    for (std::size_t i = 0; i < names.size(); ++i)
      add_field(names[i], table.columns[i].type);
    m_dataset->StartTransaction(); // where there are transactions: else each row would be one
    for (const auto& row : table.rows)
      add_row(row);
    if (m_dataset->TestCapability(ODsCTransactions))
      check(m_dataset->CommitTransaction() == OGRERR_NONE);
    m_dataset.reset();
    check(!m_messages.failed());
  }

private:
  void check(bool is_good) const {
    if (!is_good)
      geo::fail(ErrorKind::unavailable, "{}: cannot be written: {}", m_path, m_messages.reason());
  }

  void add_field(const std::string& name, Type type) {
    const auto ogr_type = type == Type::text      ? OFTString
                          : type == Type::real    ? OFTReal
                          : type == Type::integer ? OFTInteger64
                                                  : OFTInteger;
    OGRFieldDefn field(name.c_str(), ogr_type);
    if (type == Type::boolean)
      field.SetSubType(OFSTBoolean);
    check(m_table->CreateField(&field) == OGRERR_NONE);
    m_types.push_back(type);
  }

  void add_row(const ResultTable::Row& row) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(m_table->GetLayerDefn()));
    for (std::size_t i = 0; i < row.values.size(); ++i)
      set_value(*feature, static_cast<int>(i), row.values[i]);
    if (auto geometry = geometry_of(row.geometry)) {
      auto* shape = geometry.release();
      feature->SetGeometryDirectly(
          m_type == wkbUnknown ? shape : OGRGeometryFactory::forceTo(shape, m_type));
    }
    check(m_table->CreateFeature(feature.get()) == OGRERR_NONE);
  }

  void set_value(OGRFeature& feature, int field, const json& value) const {
    if (value.is_null())
      return feature.SetFieldNull(field);
    switch (m_types[static_cast<std::size_t>(field)]) {
    case Type::boolean:
      return feature.SetField(field, value.get<bool>() ? 1 : 0);
    case Type::integer:
      return feature.SetField(field, static_cast<GIntBig>(value.get<std::int64_t>()));
    case Type::real:
      return feature.SetField(field, value.get<double>());
    default:
      return feature.SetField(field, value_text(value).c_str());
    }
  }

  GdalMessages m_messages;
  std::string m_path;
  Dataset m_dataset;
  OGRLayer* m_table = nullptr; ///< belongs to the data set
  OGRwkbGeometryType m_type = wkbUnknown;
  std::vector<Type> m_types;
};

} // namespace

void write_gdal(const ResultTable& table, const std::string& path, const std::string& name,
                const char* driver) {
  const bool is_flatgeobuf = driver == std::string_view("FlatGeobuf");
  if (is_flatgeobuf && table.rows.empty()) // GDAL would write a file of no bytes
    geo::fail(
        ErrorKind::invalid_input,
        "{}: the result is empty, which FlatGeobuf cannot hold; name a .gpkg, .geojson or .csv",
        path);
  const bool has_unshaped = std::ranges::any_of(
      table.rows, [](const ResultTable::Row& row) { return row.geometry.is_null(); });
  if (is_flatgeobuf && has_unshaped) // GDAL would leave them out
    geo::fail(ErrorKind::invalid_input,
              "{}: FlatGeobuf holds no features without a shape, and there are some; name a .gpkg, "
              ".geojson or .csv",
              path);
  TableWriter(path, driver).write(table, name);
}

std::string well_known_text(const json& geometry) {
  const auto shape = geometry_of(geometry);
  return shape ? shape->exportToWkt() : "";
}

} // namespace layers
