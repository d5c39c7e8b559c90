#pragma once

#include "layers/text/config_json.hpp"

namespace styles {

/// Throws invalid_input for the first key, colour, pattern, symbol or value of a style document
/// that is wrong; `context` is the file. Private to the library.
void check_style(const nlohmann::json& style, const layers::JsonContext& context);

} // namespace styles
