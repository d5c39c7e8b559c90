#pragma once

#include <string>

namespace layers {

/// A table of an SQLite database (GeoPackage, SpatiaLite) that SQLite reads from another file:
/// `roads (VirtualShape)`. Empty: there is none, or it is no such database. `source` may lie in an
/// archive. Nothing else is opened. Any thread.
std::string table_from_elsewhere(const std::string& source);

} // namespace layers
