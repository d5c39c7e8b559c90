#include "layers/roles/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "layers/text/folded_text.hpp"

namespace layers {

namespace {

bool fits(std::string_view spaced, std::string_view word) {
  const char last = word.empty() ? ' ' : word.back();
  if (last != '*' && last != '#')
    return spaced == folded(word);
  word.remove_suffix(1);
  const auto beginning = folded(word);
  return spaced.starts_with(beginning) &&
         (last == '*' ||
          (spaced.size() > beginning.size() && is_decimal_digit(spaced[beginning.size()])));
}

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

/// Dashes, quotation marks and the rest of Unicode's "General Punctuation" up to U+203F as blanks.
std::string without_punctuation(std::string_view text) {
  std::string plain(text);
  for (auto at = plain.find("\xE2\x80"); at != std::string::npos && at + 2 < plain.size();
       at = plain.find("\xE2\x80", at))
    plain.replace(at, 3, " ");
  return plain;
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

std::string spaced_words(std::string_view text) {
  std::string spaced;
  for (const auto& word : words_of(without_punctuation(plain_text(text))))
    spaced += (spaced.empty() ? "" : " ") + word;
  return spaced;
}

bool is_among(std::string_view spaced, std::string_view words) {
  for (std::size_t start = 0; start <= words.size();) {
    const auto end = std::min(words.find('|', start), words.size());
    if (fits(spaced, words.substr(start, end - start)))
      return true;
    start = end + 1;
  }
  return false;
}

const Meaning* find_meaning(std::span<const Meaning> meanings, std::string_view spaced) {
  const auto found = std::ranges::find_if(
      meanings, [&](const Meaning& meaning) { return is_among(spaced, meaning.words); });
  return found == meanings.end() ? nullptr : &*found;
}

} // namespace layers
