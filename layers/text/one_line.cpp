#include "layers/text/one_line.hpp"

#include <fmt/format.h>

namespace layers {

std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr unsigned char del = 0x7F;
    line += byte < ' ' || byte == del ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  return line;
}

} // namespace layers
