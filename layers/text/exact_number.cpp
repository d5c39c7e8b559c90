#include "layers/text/exact_number.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "geo/json_text.hpp"

namespace layers {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the digits that the text begins with off it; how many there were.
std::size_t take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, std::string_view letters) {
  if (text.empty() || letters.find(text.front()) == std::string_view::npos)
    return false;
  text.remove_prefix(1);
  return true;
}

template <typename Number>
bool holds(std::string_view text) {
  Number number{};
  const auto* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && last == end;
}

bool is_shortest_decimal(std::string_view text) {
  double number = 0;
  const auto* const end = text.data() + text.size();
  if (std::from_chars(text.data(), end, number).ptr != end)
    return false;
  std::string again;
  geo::append_json_number(again, number);
  return again == text;
}

} // namespace

bool is_json_number(std::string_view text) {
  take(text, "-");
  const bool begins_with_zero = text.starts_with('0');
  const auto whole_digits = take_digits(text);
  if (whole_digits == 0 || (begins_with_zero && whole_digits > 1))
    return false;
  if (take(text, ".") && take_digits(text) == 0)
    return false;
  if (!take(text, "eE"))
    return text.empty();
  take(text, "+-");
  return take_digits(text) > 0 && text.empty();
}

bool prints_as_it_stands(std::string_view text) {
  if (text == "-0" || !is_json_number(text) || text.find_first_of("eE") != std::string_view::npos)
    return false;
  if (text.find('.') != std::string_view::npos)
    return is_shortest_decimal(text);
  return holds<std::int64_t>(text) || holds<std::uint64_t>(text);
}

} // namespace layers
