#include "layers/features/layer.hpp"

#include <fmt/compile.h>

namespace layers {

std::string content_key(const Layer& layer) {
  const auto& config = layer.config;
  return fmt::format(FMT_COMPILE("{}.{}.{}.{}.{}.{}"), config.id, layer.features->version,
                     config.min_zoom, config.max_zoom, config.cluster_below_zoom,
                     small_features_name(config.small_features));
}

std::string data_key(const Layer& layer) {
  const auto& config = layer.config;
  auto key = fmt::format(FMT_COMPILE("{}.{}.{}"), kind_name(config.kind), config.id,
                         layer.features->version);
  for (const auto& [role, attribute] : config.fields)
    key += fmt::format(FMT_COMPILE(" {}={}:{}"), role, attribute.size(), attribute);
  return key;
}

} // namespace layers
