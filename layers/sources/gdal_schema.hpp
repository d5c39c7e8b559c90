#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/geometry.hpp"
#include "layers/config/layer_config.hpp"

namespace layers {

/// What can be seen of a table without reading it whole.
struct TableSchema {
  std::string name;
  std::optional<geo::PartType> shape; ///< that of most features; nullopt: nothing tells
  std::vector<std::string> attributes;
};

/// Of a source, or files of an archive, that become layers without being named: each is opened by
/// itself.
constexpr std::size_t most_tables = 250;

/// The spatial_layers() of a source, most_tables or fewer. Throws too_large for more, else as
/// read_gdal() when it cannot be opened or has none; of a document without features one that is
/// empty. Any thread.
std::vector<TableSchema> gdal_tables(const std::string& source, Reach reach);

} // namespace layers
