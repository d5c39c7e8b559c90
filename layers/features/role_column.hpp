#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "layers/features/column.hpp"
#include "layers/features/layer.hpp"
#include "layers/roles/roles.hpp"

namespace layers {

using Meanings = std::map<std::string, std::string>;

/// A role of a layer with the attribute that plays it.
struct RoleColumn {
  const Role* role;
  Column column;
  const Meanings* meanings; ///< null: the configuration has none
  ValueReading reading;
};

RoleColumn role_column(const Layer& layer, const Role& role, const std::string& attribute);

/// What the configuration says that a text means; nullopt: nothing.
std::optional<std::string> configured_meaning(const RoleColumn& column, const std::string& text);

/// A value as a number of the role, see number_of_text(); nullopt: it is none.
std::optional<double> number_meant(const RoleColumn& column, const ValueView& value);

/// Whether a value that is no number of the role says that there is none.
bool says_nothing(const RoleColumn& column, const ValueView& value);

/// `read(value)` for every feature, called once for each distinct value; `absent` without one.
template <typename T, typename Read>
std::vector<T> by_feature(const Column& column, std::size_t features, T absent, Read read) {
  std::unordered_map<std::uint32_t, T> known;
  std::vector<T> results(features, absent);
  for (std::size_t i = 0; i < features; ++i) {
    if (!column.has_value(i))
      continue;
    const auto [found, is_new] = known.try_emplace(column.number(i), absent);
    if (is_new)
      found->second = read(column[i]);
    results[i] = found->second;
  }
  return results;
}

} // namespace layers
