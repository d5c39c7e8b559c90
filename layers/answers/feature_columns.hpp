#pragma once

#include <string>
#include <vector>

#include "layers/answers/answer_table.hpp"
#include "layers/features/feature_set.hpp"

namespace layers {

/// A layer as columns of what an answer tells of its features; values are by feature.
struct FeatureColumns {
  AnswerColumn id; ///< "area"
  std::vector<AnswerColumn>
      attributes; ///< `of` "area", in the order in which features first have them
};

/// A column has the type that all its values have in common; when they are all null, the one that
/// the source declares, or text. `of`: what the features are, "area". O(attributes of all
/// features).
FeatureColumns feature_columns(const FeatureSet& features, const std::string& of);

} // namespace layers
