#pragma once

#include <optional>

#include "layers/config/layer_config.hpp"
#include "layers/features/source_features.hpp"

namespace layers {

/// Reads a table of text whose first row names its columns: CSV (RFC 4180) and its kin, separated
/// by comma, semicolon, tab or bar, in UTF-8, UTF-16 or the layer's `encoding`. What stands above
/// the row with the names ("sep=;", a title) is passed over and reported. Rows become points by
/// their columns of coordinates, or what their column of WKT says; see find_coordinates().
///
/// Attributes stay as they stand: a column is of numbers if every cell, written as a number, would
/// be the same text, and none was quoted; of texts otherwise. An empty cell is null, an empty
/// quoted one an empty text. Ids are the rows' numbers from 1.
///
/// None when this is work for others: not a file that ends in .csv, .tsv or .psv, nor one in .txt,
/// .dat or .asc in which columns of coordinates are found. Throws invalid_input for a file that
/// cannot be read, is empty, has no columns of coordinates or a quote that does not close.
std::optional<RawSource> read_csv(const LayerConfig& config);

} // namespace layers
