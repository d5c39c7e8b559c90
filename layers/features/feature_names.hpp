#pragma once

#include <string>
#include <vector>

#include "layers/features/layer.hpp"

namespace layers {

/// The names of a layer's features for people: of each the first that it has of the roles name_vi,
/// name and name_en, else "". The page, which knows its reader's language, begins with that one.
std::vector<std::string> feature_names(const Layer& layer);

} // namespace layers
