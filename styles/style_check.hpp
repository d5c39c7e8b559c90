#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace styles {

/// Throws invalid_input for the first key, colour, pattern, symbol or value of a style document
/// that is wrong, naming the file and the entry. Private to the library.
void check_style(const std::string& file, const nlohmann::json& style);

} // namespace styles
