#include "tests/support/gdal_fixture.hpp"

#include <filesystem>
#include <stdexcept>

namespace {

GDALDataset* create_or_update(const std::string& path, const std::string& driver) {
  GDALAllRegister();
  if (std::filesystem::exists(path))
    return GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE);
  return GetGDALDriverManager()
      ->GetDriverByName(driver.c_str())
      ->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
}

} // namespace

SourceWriter::SourceWriter(const std::string& path, const std::string& driver,
                           const std::string& table, const std::string& crs,
                           OGRwkbGeometryType type, const std::vector<const char*>& layer_options)
    : m_dataset(create_or_update(path, driver)) {
  OGRSpatialReference reference;
  if (!crs.empty())
    reference.SetFromUserInput(crs.c_str());
  reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  CPLStringList options;
  for (const auto* option : layer_options)
    options.AddString(option);
  m_table = m_dataset->CreateLayer(table.c_str(), crs.empty() ? nullptr : &reference, type,
                                   options.List());
  if (!m_table)
    throw std::runtime_error("fixture: no table " + table);
}

void SourceWriter::field(const std::string& name, OGRFieldType type, OGRFieldSubType subtype) {
  OGRFieldDefn definition(name.c_str(), type);
  definition.SetSubType(subtype);
  if (m_table->CreateField(&definition) != OGRERR_NONE)
    throw std::runtime_error("fixture: no field " + name);
}

void SourceWriter::add(const std::string& wkt, const std::map<std::string, std::string>& values) {
  const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(m_table->GetLayerDefn()));
  OGRGeometry* geometry = nullptr;
  if (!wkt.empty() &&
      OGRGeometryFactory::createFromWkt(wkt.c_str(), nullptr, &geometry) != OGRERR_NONE)
    throw std::runtime_error("fixture: bad geometry " + wkt);
  feature->SetGeometryDirectly(geometry);
  for (const auto& [name, value] : values) {
    if (value == "NULL")
      feature->SetFieldNull(feature->GetFieldIndex(name.c_str()));
    else
      feature->SetField(name.c_str(), value.c_str());
  }
  if (m_table->CreateFeature(feature.get()) != OGRERR_NONE)
    throw std::runtime_error("fixture: feature refused");
}
