#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "layers/features/feature_set.hpp"

namespace layers {

/// One attribute of all features, as numbers: result i belongs to feature i. Texts that are one
/// finite decimal number count, blanks around it allowed. NaN: missing, or no number.
std::vector<double> number_column(const FeatureSet& features, std::string_view attribute);

/// The same as texts: numbers in their shortest form ("50", "2.5"), booleans as "true" and "false".
/// Empty: missing.
std::vector<std::string> text_column(const FeatureSet& features, std::string_view attribute);

/// Whether any feature has it.
bool has_attribute(const FeatureSet& features, std::string_view attribute);

} // namespace layers
