#include "geo/number_text.hpp"

#include <algorithm>

namespace geo {

std::optional<std::vector<double>> parse_numbers(std::string_view text) {
  std::vector<double> numbers;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto number = parse_number<double>(text.substr(begin, end - begin));
    if (!number)
      return std::nullopt;
    numbers.push_back(*number);
    begin = end + 1;
  }
  return numbers;
}

} // namespace geo
