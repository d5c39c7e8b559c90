#include "layers/roles/number_convention.hpp"

#include <algorithm>
#include <array>

#include "geo/number_text.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_decimal_digit);
}

/// "1.200.000" -> "1200000": a first group of one to three digits, others of three.
std::optional<std::string> without_groups(std::string_view whole, char group) {
  std::string digits(whole.substr(0, whole.find(group)));
  if (!all_digits(digits) || digits.size() > 3 || digits[0] == '0')
    return std::nullopt;
  for (auto at = whole.find(group); at != std::string_view::npos; at = whole.find(group, at + 1)) {
    const auto three = whole.substr(at + 1, whole.find(group, at + 1) - at - 1);
    if (three.size() != 3 || !all_digits(three))
      return std::nullopt;
    digits += three;
  }
  return digits;
}

/// What parts thousands in the whole part of a number; '\0': nothing does.
char group_in(std::string_view whole) {
  const auto at = whole.find_first_not_of("0123456789");
  return at == std::string_view::npos ? '\0' : whole[at];
}

std::string as_number(std::string_view text) {
  return std::string(without_blanks(plain_text(text)));
}

std::optional<double> with_decimal(std::string_view text, char decimal) {
  const char other = decimal == '.' ? ',' : '.';
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+'))
    text.remove_prefix(1);
  const auto point = std::min(text.rfind(decimal), text.size());
  const auto whole = text.substr(0, point);
  std::string digits(whole);
  if (const char group = group_in(whole); group == other || group == ' ' || group == '\'') {
    const auto joined = without_groups(whole, group);
    if (!joined)
      return std::nullopt;
    digits = *joined;
  }
  if (point < text.size())
    digits += "." + std::string(text.substr(point + 1));
  const auto number = geo::parse_number<double>(digits);
  if (!number || digits[0] == '-')
    return std::nullopt;
  return is_negative ? -*number : *number;
}

} // namespace

bool is_ambiguous(std::string_view text) {
  const auto number = as_number(text);
  const auto point = with_decimal(number, '.');
  const auto comma = with_decimal(number, ',');
  return point && comma && *point != *comma;
}

NumberConvention convention_of(std::span<const std::string> texts) {
  struct Votes {
    std::size_t clear = 0;
    std::size_t thousands = 0; ///< of numbers that are ambiguous
  };
  Votes point;
  Votes comma;
  for (const auto& text : texts) {
    const auto number = as_number(text);
    const auto by_point = with_decimal(number, '.');
    const auto by_comma = with_decimal(number, ',');
    point.clear += by_point && !by_comma ? 1 : 0;
    comma.clear += by_comma && !by_point ? 1 : 0;
    point.thousands += by_point && by_comma && *by_point > *by_comma ? 1 : 0;
    comma.thousands += by_point && by_comma && *by_comma > *by_point ? 1 : 0;
  }
  using Basis = NumberConvention::Basis;
  const auto better = [](std::size_t points, std::size_t commas) {
    return commas > points ? ',' : '.';
  };
  // "12.5" beside many like "1.200" is more likely the odd one.
  const bool both = point.clear > 0 && comma.clear > 0;
  if (both || (point.clear > 0 && comma.thousands > point.clear) ||
      (comma.clear > 0 && point.thousands > comma.clear))
    return {better(point.clear, comma.clear), Basis::conflicting};
  if (point.clear + comma.clear > 0)
    return {better(point.clear, comma.clear), Basis::told};
  if (point.thousands + comma.thousands > 0)
    return {better(point.thousands, comma.thousands), Basis::assumed};
  return {};
}

std::optional<double> read_number(std::string_view text, const NumberConvention& convention) {
  using Basis = NumberConvention::Basis;
  const auto number = as_number(text);
  const auto read = with_decimal(number, convention.decimal);
  const auto otherwise = with_decimal(number, convention.decimal == '.' ? ',' : '.');
  if (!read || !otherwise || *read == *otherwise || convention.basis == Basis::told)
    return read;
  const bool is_thousands = std::abs(*read) > std::abs(*otherwise);
  return convention.basis == Basis::assumed && is_thousands ? read : std::nullopt;
}

} // namespace layers
