#include "layers/text/folded_text.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace layers {

namespace {

/// Lower-case letters and the plain letter they fold to.
constexpr std::array<std::pair<char, std::u32string_view>, 18> accented{{
    {'a', U"àáâãäåāăąạảấầẩẫậắằẳẵặ"},
    {'c', U"çćĉċč"},
    {'d', U"đðď"},
    {'e', U"èéêëēĕėęěẹẻẽếềểễệ"},
    {'g', U"ĝğġģ"},
    {'h', U"ĥħ"},
    {'i', U"ìíîïĩīĭįıỉị"},
    {'j', U"ĵ"},
    {'k', U"ķ"},
    {'l', U"ĺļľŀł"},
    {'n', U"ñńņňŉ"},
    {'o', U"òóôõöøōŏőơọỏốồổỗộớờởỡợ"},
    {'r', U"ŕŗř"},
    {'s', U"śŝşš"},
    {'t', U"ţťŧ"},
    {'u', U"ùúûüũūŭůűųưụủứừửữự"},
    {'y', U"ýÿŷỳỵỷỹ"},
    {'z', U"źżž"},
}};

const std::unordered_map<char32_t, char>& plain_letters() {
  static const auto letters = [] {
    std::unordered_map<char32_t, char> map;
    for (const auto& [plain, variants] : accented) {
      for (const auto letter : variants)
        map.emplace(letter, plain);
    }
    return map;
  }();
  return letters;
}

/// Unicode's own order: in these blocks a capital has a fixed distance from its small letter.
char32_t lower(char32_t c) {
  const bool latin_1 = c >= 0xC0 && c <= 0xDE && c != 0xD7;
  if ((c >= U'A' && c <= U'Z') || latin_1 || (c >= 0x410 && c <= 0x42F))
    return c + 0x20;
  if (c >= 0x400 && c <= 0x40F)
    return c + 0x50;
  const bool odd_capitals = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  if (odd_capitals)
    return c + (c & 1U);
  const bool even_capitals =
      (c >= 0x100 && c <= 0x177) || (c >= 0x1EA0 && c <= 0x1EF9) || c == 0x1A0 || c == 0x1AF - 1;
  if (even_capitals)
    return c | 1U;
  if (c == U'ẞ')
    return U'ß';
  return c == 0x1AF ? 0x1B0 : c;
}

bool is_combining_mark(char32_t c) {
  return c >= 0x300 && c <= 0x36F;
}

/// One code point of `text` from `at` on and its length in bytes; a byte that is not UTF-8 is
/// itself, marked by `valid` = false.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
  bool valid = true;
};

CodePoint code_point(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at);
  if (first < 0x80)
    return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || at + length > text.size())
    return {first, 1, false};
  char32_t value = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80)
      return {first, 1, false};
    value = (value << 6U) | (byte(at + i) & 0x3FU);
  }
  return {value, length, true};
}

void append_folded(std::string& out, std::string_view bytes, char32_t value) {
  const auto small = lower(value);
  if (small < 0x80) {
    out += static_cast<char>(small);
    return;
  }
  if (is_combining_mark(value))
    return;
  const auto plain = plain_letters().find(small);
  if (small == U'ß') {
    out += "ss";
  } else if (plain != plain_letters().end()) {
    out += plain->second;
  } else if (small != value && small < 0x800) { // Cyrillic
    out += static_cast<char>(0xC0U | (small >> 6U));
    out += static_cast<char>(0x80U | (small & 0x3FU));
  } else {
    out += bytes;
  }
}

enum class CharClass { other, digit, small, capital };

CharClass class_of(char32_t c) {
  if (c >= U'0' && c <= U'9')
    return CharClass::digit;
  if (lower(c) != c)
    return CharClass::capital;
  const bool ascii_letter = c >= U'a' && c <= U'z';
  return ascii_letter || c >= 0xC0 ? CharClass::small : CharClass::other;
}

bool starts_word(CharClass before, CharClass here) {
  const bool digits_change = (before == CharClass::digit) != (here == CharClass::digit);
  return digits_change || (before == CharClass::small && here == CharClass::capital);
}

/// Letters to change, add or leave out to get from one text to the other (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

} // namespace

std::string folded(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto point = code_point(utf8, at);
    const auto bytes = utf8.substr(at, point.bytes);
    if (point.valid)
      append_folded(out, bytes, point.value);
    else
      out += bytes;
    at += point.bytes;
  }
  return out;
}

std::vector<std::string> words_of(std::string_view utf8) {
  std::vector<std::string> words;
  auto before = CharClass::other;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto point = code_point(utf8, at);
    const auto bytes = utf8.substr(at, point.bytes);
    at += point.bytes;
    if (is_combining_mark(point.value))
      continue;
    const auto here = class_of(point.value);
    if (here != CharClass::other) {
      if (before == CharClass::other || starts_word(before, here))
        words.emplace_back();
      append_folded(words.back(), bytes, point.value);
    }
    before = here;
  }
  return words;
}

std::string snake_name(std::string_view utf8) {
  std::string name;
  for (const auto& word : words_of(utf8))
    name += (name.empty() ? "" : "_") + word;
  return name;
}

std::string closest(std::string_view text, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = 3;
  for (const auto& candidate : candidates) {
    const auto distance = edit_distance(text, candidate);
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

} // namespace layers
