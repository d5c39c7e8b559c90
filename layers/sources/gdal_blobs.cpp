#include "layers/sources/gdal_blobs.hpp"

#include <string>
#include <string_view>

#include <fmt/core.h>

#include "layers/gdal/gdal_dataset.hpp"

namespace layers {

namespace {

std::string quoted_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name)
    quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

/// Calls use(feature) for each row of the answer.
template <typename Use>
void for_each_row(GDALDataset& dataset, const std::string& sql, Use use) {
  auto* rows = dataset.ExecuteSQL(sql.c_str(), nullptr, nullptr);
  if (!rows)
    return;
  while (const OGRFeatureUniquePtr row{rows->GetNextFeature()})
    use(*row);
  dataset.ReleaseResultSet(rows);
}

bool holds_blobs(GDALDataset& dataset, const std::string& table, const std::string& column) {
  bool holds = false;
  for_each_row(dataset,
               fmt::format("SELECT 1 FROM {} WHERE typeof({}) = 'blob' LIMIT 1", table, column),
               [&](const OGRFeature&) { holds = true; });
  return holds;
}

} // namespace

std::set<int> blob_fields(GDALDataset& dataset, OGRLayer& table) {
  const auto driver = driver_name(dataset);
  std::set<int> found;
  if (driver != "GPKG" && driver != "SQLite")
    return found;
  const auto name = quoted_identifier(table.GetName());
  std::set<std::string> without_type;
  for_each_row(dataset, fmt::format("PRAGMA table_info({})", name), [&](const OGRFeature& row) {
    if (*row.GetFieldAsString("type") == '\0')
      without_type.insert(row.GetFieldAsString("name"));
  });
  for (const auto& column : without_type) {
    const int field = table.GetLayerDefn()->GetFieldIndex(column.c_str());
    if (field >= 0 && holds_blobs(dataset, name, quoted_identifier(column)))
      found.insert(field);
  }
  return found;
}

} // namespace layers
