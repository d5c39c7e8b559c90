#include "geo/shown_text.hpp"

#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include "geo/secrets.hpp"

namespace geo {

namespace {

/// A character of UTF-8: its code and how many bytes it has; none for a byte that begins none.
struct CodePoint {
  std::uint32_t code = 0;
  std::size_t size = 0;
};

std::size_t size_by_first(unsigned char byte) {
  if (byte < 0x80)
    return 1;
  if (byte < 0xC2 || byte > 0xF4)
    return 0;
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
}

/// RFC 3629.
CodePoint first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto size = size_by_first(byte(0));
  if (size <= 1)
    return {byte(0), size};
  if (size > text.size())
    return {};
  std::uint32_t code = byte(0) & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80)
      return {};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  const bool is_overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool is_surrogate = code >= 0xD800 && code < 0xE000;
  return is_overlong || is_surrogate || code > 0x10FFFF ? CodePoint{} : CodePoint{code, size};
}

/// Controls, and what parts lines or turns the direction of text.
bool is_harmful(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

} // namespace

std::string on_one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const auto [code, size] = first_of(text);
    if (size == 0)
      line += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    else if (is_harmful(code))
      line += code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
    else
      line += text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return line;
}

std::string shown_text(std::string_view text) {
  constexpr std::size_t most_bytes = 4000;
  auto shown = on_one_line(without_secrets(text));
  if (shown.size() <= most_bytes)
    return shown;
  auto end = most_bytes;
  while ((static_cast<unsigned char>(shown[end]) & 0xC0U) == 0x80) // within a character
    --end;
  return shown.substr(0, end) + "…";
}

} // namespace geo
