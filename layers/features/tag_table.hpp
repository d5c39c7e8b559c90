#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layers {

/// The ids and attributes of a layer as vector tiles need them: keys and distinct values have
/// numbers, a feature has pairs of them.
struct TagTable {
  std::vector<std::string> keys;
  std::string values; ///< distinct ones, each by geo::encode_mvt_value()
  std::vector<std::uint32_t> value_starts{0};
  std::vector<std::uint32_t> tags;          ///< key, value, key, value, ...
  std::vector<std::uint32_t> tag_starts{0}; ///< feature i has [tag_starts[i], tag_starts[i+1])
  std::vector<std::uint64_t> ids;           ///< see id_of()

  static constexpr std::uint64_t no_id = std::numeric_limits<std::uint64_t>::max();

  std::size_t value_count() const { return value_starts.size() - 1; }
  std::string_view value(std::uint32_t number) const {
    return std::string_view(values).substr(value_starts[number],
                                           value_starts[number + 1] - value_starts[number]);
  }
  std::span<const std::uint32_t> tags_of(std::size_t feature) const {
    return std::span(tags).subspan(tag_starts[feature],
                                   tag_starts[feature + 1] - tag_starts[feature]);
  }
  /// nullopt: it is not a whole number from 0 on, and stands among the attributes as "id", unless
  /// there is such an attribute.
  std::optional<std::uint64_t> id_of(std::size_t feature) const {
    return ids[feature] == no_id ? std::nullopt : std::optional(ids[feature]);
  }
  std::size_t bytes() const;
};

/// The table of features serialised as in SourceFeatures::json. A null is left out; an object or a
/// list becomes its JSON text; whole numbers stay whole, and those beyond 64 bits become doubles.
TagTable build_tag_table(std::string_view json, std::span<const std::size_t> json_starts);

} // namespace layers
