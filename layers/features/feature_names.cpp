#include "layers/features/feature_names.hpp"

#include "layers/features/role_values.hpp"

namespace layers {

std::vector<std::string> feature_names(const Layer& layer) {
  std::vector<std::string> names(layer.features->size());
  for (const auto* role : {"name_vi", "name", "name_en"}) {
    const auto texts = role_texts(layer, role);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i].empty())
        names[i] = texts[i];
  }
  return names;
}

} // namespace layers
