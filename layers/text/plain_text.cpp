#include "layers/text/plain_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace layers {

namespace {

using Sign = std::pair<std::string_view, std::string_view>;

constexpr std::array plain_signs{
    Sign{"\u00A0", " "},    Sign{"\u2007", " "},     Sign{"\u2009", " "},
    Sign{"\u202F", " "},    Sign{"\u2010", "-"},     Sign{"\u2011", "-"},
    Sign{"\u2212", "-"},    Sign{"\uFF0D", "-"},     Sign{"\u2019", "'"},
    Sign{"\u2032", "'"},    Sign{"\u201D", "\""},    Sign{"\u2033", "\""},
    Sign{"\u2160", " I "},  Sign{"\u2161", " II "},  Sign{"\u2162", " III "},
    Sign{"\u2163", " IV "}, Sign{"\u2164", " V "},   Sign{"\u2170", " I "},
    Sign{"\u2171", " II "}, Sign{"\u2172", " III "}, Sign{"\u2173", " IV "},
    Sign{"\u2174", " V "}};

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

} // namespace

std::string plain_text(std::string_view text) {
  std::string plain(text);
  if (is_ascii(text))
    return plain;
  for (const auto& [sign, instead] : plain_signs)
    for (auto at = plain.find(sign); at != std::string::npos; at = plain.find(sign, at))
      plain.replace(at, sign.size(), instead);
  return plain;
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  constexpr std::array<std::string_view, 4> wide{"\u00A0", "\u2007", "\u2009", "\u202F"};
  for (std::size_t before = text.size() + 1; text.size() < before;) {
    before = text.size();
    const auto first = std::min(text.find_first_not_of(blanks), text.size());
    text = text.substr(first, text.find_last_not_of(blanks) + 1 - first);
    for (const auto blank : wide) {
      if (text.starts_with(blank))
        text.remove_prefix(blank.size());
      if (text.ends_with(blank))
        text.remove_suffix(blank.size());
    }
  }
  return text;
}

} // namespace layers
