#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "layers/features/column.hpp"
#include "layers/features/feature_set.hpp"

namespace layers {

/// One attribute of all features, with the types of its values. Points into `features`.
Column column(const FeatureSet& features, std::string_view attribute);

/// The same as numbers: result i belongs to feature i. Texts that are one finite decimal number
/// count, blanks around it allowed. NaN: missing, or no number.
std::vector<double> number_column(const FeatureSet& features, std::string_view attribute);

/// The same as texts: numbers in their shortest form ("50", "2.5"), booleans as "true" and "false",
/// lists and objects as JSON. Empty: missing.
std::vector<std::string> text_column(const FeatureSet& features, std::string_view attribute);

/// One value as text_column() has it.
std::string text_of(const ValueView& value);

/// Whether any feature has a value of it that is not null.
bool has_attribute(const FeatureSet& features, std::string_view attribute);

struct NamedValue {
  std::string_view name;
  ValueView value;
  bool operator==(const NamedValue&) const = default;
};

/// What one feature has, null included, in the order of its source. Points into `features`.
std::vector<NamedValue> attributes_of(const FeatureSet& features, std::size_t feature);

/// The names of the attributes that any of the first `count` features has, null or not, in the
/// order in which they first have them.
std::vector<std::string> attribute_names(const SourceFeatures& features, std::size_t count);

/// A feature's id: mostly a whole number or a text. Points into `features`.
ValueView id_of(const FeatureSet& features, std::size_t feature);

} // namespace layers
