#pragma once

#include <string>

#include <cpl_string.h>

namespace layers {

/// How to open a CSV file so that its rows become points: its pair of coordinate columns, or its
/// column of WKT, found by name. Throws invalid_input, naming what was looked for, when there is
/// none.
CPLStringList csv_open_options(const std::string& source);

} // namespace layers
