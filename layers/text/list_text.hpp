#pragma once

#include <span>
#include <string>

namespace layers {

/// "a, b, c"; of very many the first, and how many more there are.
std::string list_text(std::span<const std::string> texts);

} // namespace layers
