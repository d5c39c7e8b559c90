#include "layers/text/list_text.hpp"

#include <algorithm>

#include <fmt/ranges.h>

namespace layers {

std::string list_text(std::span<const std::string> texts) {
  constexpr std::size_t most_told = 100;
  const auto told = texts.first(std::min(texts.size(), most_told));
  const auto more = texts.size() - told.size();
  return fmt::format("{}{}", fmt::join(told, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

} // namespace layers
