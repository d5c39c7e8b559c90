#include "layers/features/feature_names.hpp"

#include "layers/features/attributes.hpp"

namespace layers {

std::vector<std::string> feature_names(const Layer& layer) {
  std::vector<std::string> names(layer.features->size());
  for (const auto* role : {"name_vi", "name", "name_en"}) {
    const auto attribute = layer.config.fields.find(role);
    if (attribute == layer.config.fields.end())
      continue;
    const auto texts = text_column(*layer.features, attribute->second);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i].empty())
        names[i] = texts[i];
  }
  return names;
}

} // namespace layers
