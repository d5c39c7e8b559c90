#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "layers/features/value_dictionary.hpp"

namespace layers {

/// The ids and attributes of a layer. Features with the same attributes in the same order have one
/// shape, which says what their values belong to; a feature has its shape's number and 4 bytes a
/// value. Where an attribute's value stands is then looked up once a shape, and what a feature has
/// stands together. Never changes once built: any number of threads may read it.
struct AttributeTable {
  struct Attribute {
    std::string name;
    ValueType type = ValueType::null;     ///< what all its values have in common
    ValueType declared = ValueType::null; ///< what the source says they are; null: nothing
  };
  struct Feature {
    std::uint64_t id = 0; ///< see id_of() and other_id_of()
    std::uint32_t shape = 0;
    std::uint32_t first_value = 0; ///< in `values`; it has as many as its shape has keys
  };
  struct Tags {
    std::span<const std::uint32_t> keys;   ///< numbers of attributes
    std::span<const std::uint32_t> values; ///< as many, numbers in the dictionary
  };

  std::vector<Attribute> attributes; ///< in the order in which features first have them
  ValueDictionary dictionary;
  std::vector<Feature> features;
  std::vector<std::uint32_t> values; ///< numbers in the dictionary
  std::vector<std::uint32_t> keys;   ///< of shapes: numbers of attributes
  std::vector<std::uint32_t> shape_starts{
      0};                         ///< shape s has keys [shape_starts[s], shape_starts[s+1])
  std::vector<bool> has_other_id; ///< by feature
  ValueType other_id_type = ValueType::null; ///< what other ids have in common; null: there is none

  std::size_t size() const { return features.size(); }
  std::size_t shape_count() const { return shape_starts.size() - 1; }
  std::span<const std::uint32_t> keys_of_shape(std::size_t shape) const {
    return {keys.data() + shape_starts[shape], keys.data() + shape_starts[shape + 1]};
  }
  /// What a feature has, null included, in the order of its source.
  Tags tags_of(std::size_t feature) const {
    const auto& found = features[feature];
    const auto keys_of_feature = keys_of_shape(found.shape);
    return {keys_of_feature, {values.data() + found.first_value, keys_of_feature.size()}};
  }
  /// The id that is a whole number from 0 on, below 2^64.
  std::optional<std::uint64_t> id_of(std::size_t feature) const {
    return has_other_id[feature] ? std::nullopt : std::optional(features[feature].id);
  }
  /// The number of the value that any other id is.
  std::optional<std::uint32_t> other_id_of(std::size_t feature) const {
    return has_other_id[feature] ? std::optional(static_cast<std::uint32_t>(features[feature].id))
                                 : std::nullopt;
  }
  /// nullopt: no feature has an attribute of this name. O(attributes).
  std::optional<std::uint32_t> key_of(std::string_view name) const;
  std::size_t bytes() const;
};

/// The table of features serialised as in SourceFeatures::json. Whole numbers stay whole, and those
/// beyond 64 bits become texts; a text that is_time() is a time. Throws too_large for more than
/// 2^32 values.
AttributeTable build_attribute_table(std::string_view json,
                                     std::span<const std::size_t> json_starts);

} // namespace layers
