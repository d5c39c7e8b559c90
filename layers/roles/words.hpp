#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace layers {

constexpr bool is_decimal_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The words of a text, folded, one blank between them: "Một chiều" -> "mot chieu".
std::string spaced_words(std::string_view text);

/// Words that mean the same thing.
struct Meaning {
  /// Parted by '|'; one that ends with '*' is the beginning of others, one that ends with "#"
  /// stands before a number.
  std::string_view words;
  double number = 0;
};

/// The first that has `spaced` (as of spaced_words()) among its words; null: none has.
const Meaning* find_meaning(std::span<const Meaning> meanings, std::string_view spaced);

/// Words, parted as those of a Meaning, for which there is a usual one.
struct UsualWord {
  std::string_view words;
  std::string_view usual;
};

/// The usual word of the first that has `spaced` among its words; nullopt: none has.
std::optional<std::string_view> find_usual(std::span<const UsualWord> all, std::string_view spaced);

/// Whether `spaced` is among words parted by '|'.
bool is_among(std::string_view spaced, std::string_view words);

} // namespace layers
