#pragma once

#include <string>

namespace layers {

/// What an SQLite database (GeoPackage, SpatiaLite) holds besides tables of its own. `source` may
/// lie in an archive, and is then read into memory: throws too_large when it has more than
/// `most_bytes`. Nothing else is opened. Any thread.

/// A table that SQLite reads from another file: `roads (VirtualShape)`. Empty: there is none. A
/// schema that cannot be read may have any.
std::string table_from_elsewhere(const std::string& source, std::size_t most_bytes);

/// A list that the format prescribes, such as gpkg_contents, and that is a view: it may compute for
/// ever while GDAL opens the file. Empty: there is none.
std::string list_that_is_a_view(const std::string& source, std::size_t most_bytes);

} // namespace layers
