#include "layers/results/result_names.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace layers {

std::string lower_ascii(std::string name) {
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

std::vector<std::string> distinct_names(const AnswerTable& table,
                                        const std::vector<std::string>& reserved) {
  std::set<std::string> taken(reserved.begin(), reserved.end());
  std::vector<std::string> names;
  for (const auto& column : table.columns) {
    const auto wanted = flat_name(column);
    auto name = wanted;
    for (int n = 2; !taken.insert(lower_ascii(name)).second; ++n)
      name = fmt::format("{}_{}", wanted, n);
    names.push_back(std::move(name));
  }
  return names;
}

} // namespace layers
