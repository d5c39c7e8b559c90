#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/config/layer_config.hpp"

namespace layers {

/// Where the rows of a table lie: numbers of columns.
struct CoordinateColumns {
  enum class Form {
    two_columns,
    lat_lon, ///< one column, the latitude first: "10.77, 106.70"
    lon_lat, ///< one column, the longitude first
    geometry ///< one column of WKT, or of what else is a geometry in one text
  };
  Form form = Form::two_columns;
  std::size_t x = 0; ///< longitude or easting, or the one column
  std::size_t y = 0;

  bool holds(std::size_t column) const { return column == x || column == y; }
};

/// Columns that hold coordinates, found by their names in several languages, the surest first: a
/// table may hold longitude and latitude beside the coordinates of a national grid.
std::optional<CoordinateColumns> find_coordinates(const std::vector<std::string>& columns);

/// Those that a configuration names. Throws invalid_input, naming `source` and the columns, for one
/// that is not there.
CoordinateColumns named_coordinates(const std::vector<std::string>& names,
                                    const std::vector<std::string>& columns,
                                    const std::string& source);

/// Throws invalid_input if a configuration names columns of a source that has geometries.
void check_no_columns_named(const LayerConfig& config);

/// How columns can be called so that they are found, for a message: "longitude/latitude, …".
std::string coordinate_names();

/// Degrees or metres as people write them: "105.85", "105,85", "105°51'00\"E", "-12.1". nullopt:
/// it is not a coordinate.
std::optional<double> coordinate_in(std::string_view text);

/// Two of them in one text, in their order: "10.77, 106.70", "10,77; 106,70", "(38.9, -77)".
std::optional<geo::LonLat> pair_in(std::string_view text);

/// Refuses longitudes that are latitudes. Throws invalid_input, naming `source`, when most points
/// are degrees only if lon and lat change places.
void check_not_swapped(const std::vector<geo::LonLat>& points, const std::string& x_name,
                       const std::string& y_name, const std::string& source);

} // namespace layers
