#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "layers/config/layer_config.hpp"
#include "layers/sources/gdal_schema.hpp"

namespace layers {

struct KindGuess {
  Kind kind = Kind::reference;
  std::string because; ///< `polygons, "flood" in the name`
  std::string style;   ///< empty: the kind's own
};

/// What a table means, from words in its name (Vietnamese, English, German, Russian), then from its
/// attributes; `name` is the file's and the table's. `reference` when nothing speaks for another.
KindGuess guess_kind(std::string_view name, const TableSchema& table);

/// Which attributes play the roles that matter to the kind.
std::map<std::string, std::string> guess_fields(Kind kind,
                                                const std::vector<std::string>& attributes);

/// Whether a layer is called as water is, by its id, its titles, its source, tables or condition;
/// of layers that are only shown. Its polygons are then taken for water unless the configuration
/// says what is ("response.water").
bool is_called_water(const LayerConfig& config);

} // namespace layers
