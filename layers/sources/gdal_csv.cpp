#include "layers/sources/gdal_csv.hpp"

#include <array>
#include <map>

#include <utility>

#include "geo/error.hpp"
#include "layers/sources/gdal_open.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

/// Coordinate columns by their snake names, the surest first: a file may hold longitude and
/// latitude beside the coordinates of a national grid.
constexpr std::array<std::pair<const char*, const char*>, 12> coordinate_pairs{{
    {"longitude", "latitude"},
    {"lon", "lat"},
    {"lng", "lat"},
    {"long", "lat"},
    {"kinh_do", "vi_do"},
    {"kinhdo", "vido"},
    {"долгота", "широта"},
    {"x", "y"},
    {"coord_x", "coord_y"},
    {"x_coord", "y_coord"},
    {"xcoord", "ycoord"},
    {"point_x", "point_y"},
}};

constexpr std::array<const char*, 4> wkt_columns{"wkt", "geom", "geometry", "the_geom"};

/// Snake names of the columns and the names as they stand.
std::map<std::string, std::string> columns_of(const std::string& source) {
  std::map<std::string, std::string> columns;
  const Dataset dataset(GDALDataset::Open(source.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!dataset || dataset->GetLayerCount() == 0)
    return columns;
  const auto& fields = *dataset->GetLayer(0)->GetLayerDefn();
  for (int i = 0; i < fields.GetFieldCount(); ++i) {
    const std::string name = fields.GetFieldDefn(i)->GetNameRef();
    columns.emplace(snake_name(name), name);
  }
  return columns;
}

[[noreturn]] void fail_without_columns(const std::string& source,
                                       const std::map<std::string, std::string>& columns) {
  std::string looked_for;
  for (const auto& [x, y] : coordinate_pairs)
    looked_for += fmt::format("{}{}/{}", looked_for.empty() ? "" : ", ", x, y);
  std::string found;
  for (const auto& [folded_name, name] : columns)
    found += (found.empty() ? "" : ", ") + name;
  geo::fail(
      geo::ErrorKind::invalid_input,
      "{}: no coordinate columns among {}; name them like one of {}, or give a column \"wkt\"",
      source, found, looked_for);
}

} // namespace

CPLStringList csv_open_options(const std::string& source) {
  const auto columns = columns_of(source);
  CPLStringList options;
  options.SetNameValue("AUTODETECT_TYPE", "YES");
  options.SetNameValue("KEEP_GEOM_COLUMNS", "NO");
  for (const auto& [x, y] : coordinate_pairs) {
    if (!columns.contains(x) || !columns.contains(y))
      continue;
    options.SetNameValue("X_POSSIBLE_NAMES", columns.at(x).c_str());
    options.SetNameValue("Y_POSSIBLE_NAMES", columns.at(y).c_str());
    return options;
  }
  for (const auto* wkt : wkt_columns) {
    if (!columns.contains(wkt))
      continue;
    options.SetNameValue("GEOM_POSSIBLE_NAMES", columns.at(wkt).c_str());
    return options;
  }
  fail_without_columns(source, columns);
}

} // namespace layers
