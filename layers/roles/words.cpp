#include "layers/roles/words.hpp"

#include <algorithm>

#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

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

/// Dashes, quotation marks and the rest of Unicode's "General Punctuation" up to U+203F as blanks.
std::string without_punctuation(std::string_view text) {
  std::string plain(text);
  for (auto at = plain.find("\xE2\x80"); at != std::string::npos && at + 2 < plain.size();
       at = plain.find("\xE2\x80", at))
    plain.replace(at, 3, " ");
  return plain;
}

} // namespace

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

std::optional<std::string_view> find_usual(std::span<const UsualWord> all,
                                           std::string_view spaced) {
  const auto found = std::ranges::find_if(
      all, [&](const UsualWord& word) { return is_among(spaced, word.words); });
  return found == all.end() ? std::nullopt : std::optional(found->usual);
}

} // namespace layers
